package factory.pipeline.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * What a refusal looks like where a document says so; problem+json else.
 *
 * @param mediaType such as {@code application/json}
 * @param within the member that has the rest; empty when the answer is it
 * @param members in their order
 */
public record ErrorShape(String mediaType, Optional<String> within, List<Member> members) {
  /** Keeps a copy. */
  public ErrorShape {
    members = List.copyOf(members);
  }

  /**
   * A member of the answer.
   *
   * @param constant what it always is, for {@code CONSTANT}
   */
  public record Member(String name, Part part, Optional<JsonNode> constant) {}

  /** What of a refusal a member says. */
  public enum Part {
    /** The status, a number. */
    STATUS,
    /** The status as text. */
    STATUS_TEXT,
    /** What the status is called, such as {@code Not Found}. */
    TITLE,
    /** The reason in capitals, such as {@code NOT_FOUND}. */
    REASON,
    /** A sentence; what is wrong with fields is told in it. */
    DETAIL,
    /** A list of objects with {@code field} and {@code message}. */
    ERRORS,
    /** A list of sentences. */
    MESSAGES,
    /** Always the same. */
    CONSTANT
  }

  /** Whether a member says this. */
  public boolean says(Part part) {
    return members.stream().anyMatch(member -> member.part() == part);
  }
}
