package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.Schema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What schemas of a document mean. */
final class Schemas {
  /** A UUID, as the format of that name has it. */
  static final String UUID =
      "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";

  /** What may stand around a match. */
  private static final String ANY = "[\\s\\S]*";

  private Schemas() {}

  /** What a schema says, by whatever names it goes; empty when that is anything, or not there. */
  static Optional<Schema.Described> described(ApiDocument document, Schema schema) {
    return described(document, schema, new HashSet<>());
  }

  /**
   * The same.
   *
   * @param seen the names of all that is in it so far
   */
  private static Optional<Schema.Described> described(
      ApiDocument document, Schema schema, Set<String> seen) {
    Schema found = schema;
    while (found instanceof Schema.Reference(var name)) {
      if (!seen.add(name) || !document.schemas().containsKey(name)) {
        return Optional.empty();
      }
      found = document.schemas().get(name);
    }
    return found instanceof Schema.Described described
        ? Optional.of(whole(document, described, seen)).map(one -> orNull(document, one, seen))
        : Optional.empty();
  }

  /** One of several, of which one is null, is one of the others or null. */
  private static Schema.Described orNull(
      ApiDocument document, Schema.Described described, Set<String> seen) {
    var others = described.branches().stream().filter(branch -> !isNull(branch)).toList();
    if (others.isEmpty() || others.size() == described.branches().size()) {
      return described;
    }
    if (others.size() > 1) {
      return described.nullable(others);
    }
    return described(document, others.getFirst(), seen)
        .filter(one -> !one.isComposed())
        .map(one -> both(described.nullable(List.of()), one))
        .orElse(described);
  }

  /** Whether a schema says nothing of what a value is. */
  static boolean isAnything(ApiDocument document, Schema schema) {
    return schema.equals(new Schema.Anything(true))
        || described(document, schema)
            .filter(
                of ->
                    of.types().isEmpty()
                        && of.properties().isEmpty()
                        && of.items().isEmpty()
                        && of.words().isEmpty()
                        && of.otherKeywords().isEmpty()
                        && !of.isComposed())
            .isPresent();
  }

  /** Whether a schema says of a value that it is an object, and nothing else. */
  static boolean isAnyObject(ApiDocument document, Schema schema) {
    return described(document, schema).filter(Schemas::isAnyObject).isPresent();
  }

  /** The same of one that is described. */
  static boolean isAnyObject(Schema.Described of) {
    return of.is("object")
        && of.properties().isEmpty()
        && of.required().isEmpty()
        && of.additional().filter(one -> !one.equals(new Schema.Anything(true))).isEmpty()
        && of.words().isEmpty()
        && of.limits().bounds().isEmpty()
        && of.otherKeywords().isEmpty()
        && !of.isComposed();
  }

  private static boolean isNull(Schema schema) {
    return schema instanceof Schema.Described described
        && described.types().isEmpty()
        && described.nullable()
        && described.properties().isEmpty()
        && described.items().isEmpty()
        && described.words().isEmpty()
        && !described.isComposed();
  }

  /** One schema of all that a value is at once; what is named twice is in it once. */
  private static Schema.Described whole(
      ApiDocument document, Schema.Described described, Set<String> seen) {
    if (described.allOf().isEmpty()
        || !described.anyOf().isEmpty()
        || !described.oneOf().isEmpty()) {
      return described;
    }
    var whole = described.with(List.of());
    for (var part : described.allOf()) {
      if (part instanceof Schema.Reference(var name) && seen.contains(name)) {
        continue;
      }
      var of = described(document, part, seen);
      if (of.isEmpty() || of.get().isComposed()) {
        return described;
      }
      whole = both(whole, of.get());
    }
    return whole;
  }

  private static Schema.Described both(Schema.Described one, Schema.Described other) {
    Map<String, Schema> properties = new LinkedHashMap<>(one.properties());
    properties.putAll(other.properties());
    Set<String> required = new HashSet<>(one.required());
    required.addAll(other.required());
    Map<String, BigDecimal> bounds = new LinkedHashMap<>(one.limits().bounds());
    bounds.putAll(other.limits().bounds());
    List<String> keywords = new ArrayList<>(one.otherKeywords());
    keywords.addAll(other.otherKeywords());
    return new Schema.Described(
        one.types().isEmpty() ? other.types() : one.types(),
        one.nullable() || other.nullable(),
        first(one.format(), other.format()),
        first(one.title(), other.title()),
        first(one.description(), other.description()),
        properties,
        required,
        other.additional().or(one::additional),
        one.items().or(other::items),
        one.words().isEmpty() ? other.words() : one.words(),
        new Schema.Limits(
            bounds,
            one.limits().pattern().or(() -> other.limits().pattern()),
            one.limits().uniqueItems() || other.limits().uniqueItems()),
        one.fallback().or(other::fallback),
        one.example().or(other::example),
        one.readOnly() || other.readOnly(),
        one.writeOnly() || other.writeOnly(),
        List.of(),
        List.of(),
        List.of(),
        first(one.discriminator(), other.discriminator()),
        keywords);
  }

  /** The same text with its first letter upper case. */
  static String capital(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String first(String one, String other) {
    return one.isEmpty() ? other : one;
  }

  /**
   * The pattern that a whole text must match, where a document's may match a part of it; empty when
   * it has anchors besides its first and last.
   */
  static Optional<String> whole(String pattern) {
    var begins = pattern.startsWith("^");
    var ends = pattern.endsWith("$") && !isEscaped(pattern, pattern.length() - 1);
    var inner = pattern.substring(begins ? 1 : 0, pattern.length() - (ends ? 1 : 0));
    if (begins && ends && inner.startsWith("(?:") && inner.endsWith(")") && isOneGroup(inner)) {
      return Optional.of(inner.substring(3, inner.length() - 1));
    }
    // Without its anchors an alternative would be another one.
    var outside = outside(inner);
    if (outside.matches(".*[\\^$].*") || ((begins || ends) && outside.contains("|"))) {
      return Optional.empty();
    }
    var one = outside.contains("|") ? "(?:" + inner + ")" : inner;
    return Optional.of((begins ? "" : ANY) + (begins && ends ? inner : one) + (ends ? "" : ANY));
  }

  private static boolean isEscaped(String pattern, int at) {
    var slashes = 0;
    while (at - slashes > 0 && pattern.charAt(at - slashes - 1) == '\\') {
      slashes++;
    }
    return slashes % 2 == 1;
  }

  /** What of a pattern is no character of itself: anchors anywhere, bars outside of groups. */
  private static String outside(String pattern) {
    var outside = new StringBuilder();
    var isInClass = false;
    var depth = 0;
    for (var i = 0; i < pattern.length(); i++) {
      var c = pattern.charAt(i);
      switch (c) {
        case '\\' -> i++;
        case '[' -> isInClass = true;
        case ']' -> isInClass = false;
        default -> {
          if (!isInClass) {
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == '^' || c == '$' || (c == '|' && depth == 0)) {
              outside.append(c);
            }
          }
        }
      }
    }
    return outside.toString();
  }

  private static boolean isOneGroup(String text) {
    var depth = 0;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && --depth == 0 && i < text.length() - 1) {
        return false;
      }
    }
    return depth == 0;
  }
}
