package factory.edge.xds;

/**
 * {@link factory.mesh.RequestTarget}'s rule as regular expressions of a whole {@code :path}, for
 * Envoy (RE2, which has no lookahead, so that one of them says what is good and the other what is
 * bad). Below {@code /gateway/{id}/} the segments are data.
 */
final class PathPattern {
  /** Escapes of characters beyond ASCII, as RFC 3629 has them. */
  private static final String UTF8 =
      hex("[cC][2-9a-fA-F]")
          + tails(1)
          + "|"
          + hex("[dD][0-9a-fA-F]")
          + tails(1)
          + "|"
          + hex("[eE]0")
          + hex("[abAB][0-9a-fA-F]")
          + tails(1)
          + "|"
          + hex("[eE][1-9a-cA-CeEfF]")
          + tails(2)
          + "|"
          + hex("[eE][dD]")
          + hex("[89][0-9a-fA-F]")
          + tails(1)
          + "|"
          + hex("[fF]0")
          + hex("[9abAB][0-9a-fA-F]")
          + tails(2)
          + "|"
          + hex("[fF][1-3]")
          + tails(3)
          + "|"
          + hex("[fF]4")
          + hex("8[0-9a-fA-F]")
          + tails(2);

  /** Printable ASCII but for the delimiters, the backslash, the escape and the dot. */
  private static final String PLAIN = "[!\"$&-\\-0-:<->@-\\[\\]-~]";

  /** Escapes of ASCII that are neither letters, digits nor {@code -._~} nor delimiters. */
  private static final String ESCAPED =
      hex("2[0-9a-cA-C]")
          + "|"
          + hex("3[acdefACDEF]")
          + "|"
          + hex("40")
          + "|"
          + hex("5[bdeBDE]")
          + "|"
          + hex("60")
          + "|"
          + hex("7[b-dB-D]");

  private static final String ESCAPED_UNRESERVED =
      hex("2[dD]")
          + "|"
          + hex("3[0-9]")
          + "|"
          + hex("4[1-9a-fA-F]")
          + "|"
          + hex("5[0-9aAfF]")
          + "|"
          + hex("6[1-9a-fA-F]")
          + "|"
          + hex("7[0-9aAeE]");

  private static final String OWN = segment(PLAIN + "|" + ESCAPED + "|" + UTF8, "\\.");

  private static final String DATA =
      named(
          PLAIN + "|" + ESCAPED + "|" + ESCAPED_UNRESERVED + "|" + UTF8, "\\.|%2[eE]", ";|%3[bB]");

  private static final String QUERY = "(?:\\?\\C*)?";

  /** Every {@code :path} with one meaning, and such with escapes of escapes. */
  static final String ONE_MEANING =
      "(?:/gateway/" + OWN + "(?:/" + DATA + ")*|(?:/" + OWN + ")*)/?" + QUERY;

  /** The same of a service's own origin, where all of a path is data. */
  static final String ONE_MEANING_AT_ORIGIN = "(?:/" + DATA + ")*/?" + QUERY;

  /** Every {@code :path} with an escape of an escape. */
  static final String ESCAPED_TWICE = "[^?]*%25[0-9a-fA-F][0-9a-fA-F]\\C*";

  private PathPattern() {}

  /** One or more characters that are not one or two dots. */
  private static String segment(String other, String dot) {
    var any = "(?:" + other + "|" + dot + ")*";
    var dots = "(?:" + dot + ")";
    return "(?:"
        + dots
        + "?"
        + dots
        + "?(?:"
        + other
        + ")"
        + any
        + "|"
        + dots.repeat(3)
        + any
        + ")";
  }

  /** Such a segment, with or without parameters. */
  private static String named(String other, String dot, String delimiter) {
    return segment(other, dot)
        + ("(?:(?:" + delimiter + ")(?:" + other + "|" + dot + "|" + delimiter + ")*)?");
  }

  private static String hex(String digits) {
    return "%" + digits;
  }

  private static String tails(int count) {
    return hex("[89abAB][0-9a-fA-F]").repeat(count);
  }
}
