package factory.pipeline.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a refusal looks like where a document says so; problem+json else.
 *
 * @param mediaType such as {@code application/json}
 * @param within the member that has the rest; empty when the answer is it
 * @param members in their order
 * @param statuses what refusals with these statuses look like instead; they have none of their own
 */
public record ErrorShape(
    String mediaType,
    Optional<String> within,
    List<Member> members,
    Map<Integer, ErrorShape> statuses) {
  /** Keeps copies. */
  public ErrorShape {
    members = List.copyOf(members);
    statuses = Sorted.copyOf(statuses);
  }

  /** One that is the same whatever the status. */
  public ErrorShape(String mediaType, Optional<String> within, List<Member> members) {
    this(mediaType, within, members, Map.of());
  }

  /** What a refusal with this status looks like. */
  public ErrorShape of(int status) {
    return statuses.getOrDefault(status, this);
  }

  /**
   * A member of the answer.
   *
   * @param constant what it always is, for {@code CONSTANT}
   * @param items members of each object in the list, for {@code ERRORS}; {@code field} and {@code
   *     message} when there are none
   */
  public record Member(String name, Part part, Optional<JsonNode> constant, List<Item> items) {
    /** Keeps a copy. */
    public Member {
      items = List.copyOf(items);
    }

    /** One without members of items. */
    public Member(String name, Part part, Optional<JsonNode> constant) {
      this(name, part, constant, List.of());
    }

    /** The members of each object in a list of errors. */
    public List<Item> each() {
      return items.isEmpty() ? Item.USUAL : items;
    }
  }

  /** A member of each object in a list of errors. */
  public record Item(String name, Says says) {
    static final List<Item> USUAL =
        List.of(new Item("field", Says.FIELD), new Item("message", Says.MESSAGE));
  }

  /** What of an error an item says. */
  public enum Says {
    /** The field's name. */
    FIELD,
    /** A list: {@code body}, {@code query} or {@code path}, then the field's name. */
    LOCATION,
    /** {@code body}, {@code query} or {@code path}. */
    PLACE,
    /** What is wrong with it. */
    MESSAGE,
    /** The same in a word: {@code missing}, {@code unknown}, {@code taken} or {@code invalid}. */
    CODE
  }

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
    /** A list of objects, one for each field that is wrong. */
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
