package factory.web.http;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What {@code If-Match} or {@code If-None-Match} names. Tags are compared without {@code W/}: the
 * edge marks a tag as weak when it compresses the answer, which is the same answer.
 *
 * @param any whether it is {@code *}
 * @param tags what stands between the quotes
 */
public record EntityTags(boolean any, Set<String> tags) {
  // Source: RFC 9110, 8.8.3.
  private static final Pattern TAG =
      Pattern.compile("\\G[ \\t]*(?:W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\"[ \\t]*(,|$)");

  /** Reads a header's lines; empty when there are none. */
  static Optional<EntityTags> parse(String header, List<String> lines) {
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    var text = String.join(",", lines);
    if (text.strip().equals("*")) {
      return Optional.of(new EntityTags(true, Set.of()));
    }
    Set<String> tags = new HashSet<>();
    var tag = TAG.matcher(text);
    for (var more = true; more; ) {
      if (!tag.find()) {
        throw Problem.field(
            header, "must be * or the ETag of an answer with its quotes, such as \"1\"");
      }
      tags.add(tag.group(1));
      more = tag.group(2).equals(",");
    }
    return Optional.of(new EntityTags(false, tags));
  }

  /** Whether it names this tag. */
  public boolean match(String tag) {
    return any || tags.contains(tag);
  }
}
