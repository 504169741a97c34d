package factory.pipeline.source;

import factory.pipeline.document.Schema.Described;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Formats of texts that no type here is called like: those that a pattern keeps, those that say
 * nothing of what a text may be, and other names of those that are known.
 */
final class Formats {
  private static final String BYTE =
      "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?";

  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  private static final String WHOLE = "-?(?:0|[1-9][0-9]{0,18})";
  private static final String DECIMAL = "-?(?:0|[1-9][0-9]{0,29})(?:\\.[0-9]{1,30})?";

  /** By format, the whole pattern. */
  private static final Map<String, String> PATTERNS =
      Map.ofEntries(
          Map.entry("byte", BYTE),
          Map.entry("ipv4", "(?:" + OCTET + "\\.){3}" + OCTET),
          Map.entry("hostname", LABEL + "(?:\\." + LABEL + ")*"),
          Map.entry("int32", WHOLE),
          Map.entry("int64", WHOLE),
          Map.entry("integer", WHOLE),
          Map.entry("decimal", DECIMAL),
          Map.entry("float", DECIMAL),
          Map.entry("double", DECIMAL),
          Map.entry("number", DECIMAL));

  /** What a format is called elsewhere. */
  private static final Map<String, String> SAME =
      Map.of("url", "uri", "datetime", "date-time", "guid", "uuid");

  /**
   * Formats of JSON Schema and of OpenAPI's registry that bound a text in a way that nothing here
   * keeps. Whatever is in neither says nothing to who does not know it.
   */
  private static final Set<String> BOUND =
      Set.of(
          "base64url",
          "binary",
          "char",
          "date",
          "date-time",
          "date-time-local",
          "decimal128",
          "double-int",
          "duration",
          "email",
          "http-date",
          "idn-email",
          "idn-hostname",
          "int16",
          "int8",
          "uint8",
          "uint16",
          "uint32",
          "uint64",
          "ipv6",
          "iri",
          "iri-reference",
          "json-pointer",
          "media-range",
          "password",
          "regex",
          "relative-json-pointer",
          "sf-binary",
          "sf-boolean",
          "sf-decimal",
          "sf-integer",
          "sf-string",
          "sf-token",
          "time",
          "time-local",
          "unixtime",
          "uri",
          "uri-reference",
          "uri-template",
          "uuid");

  private Formats() {}

  /** The usual name of a format. */
  static String usual(String format) {
    return SAME.getOrDefault(format, format);
  }

  /** What a text of a format matches; empty when no pattern says it. */
  static Optional<String> pattern(String format) {
    return Optional.ofNullable(PATTERNS.get(format));
  }

  /** Whether a text of a format is any text to whoever does not know that format. */
  static boolean isAnyText(String format) {
    return !BOUND.contains(format) && !SAME.containsKey(format) && !PATTERNS.containsKey(format);
  }

  /** Whether what is here has the pattern of a text's format in the document. */
  static boolean isKept(Described document, Described ours) {
    return document.is("string")
        && pattern(document.format())
            .filter(
                wanted ->
                    ours.limits().pattern().flatMap(Schemas::whole).equals(Optional.of(wanted)))
            .isPresent();
  }
}
