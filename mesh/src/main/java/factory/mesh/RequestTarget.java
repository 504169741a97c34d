package factory.mesh;

/**
 * A path that can be read in one way only: by whoever decides on a call, and by whoever serves it.
 *
 * <p>Readers differ about dot segments ({@code ..}, {@code %2e.}, {@code ..;x}), backslashes,
 * escaped slashes, empty segments, control characters, what is escaped twice, escapes that are not
 * UTF-8, and names that are nothing but a parameter. A path with any of them has more than one
 * meaning. On the platform's own paths parameters and escaped letters are refused too, so that each
 * of them has one spelling; in the data part of a path they are data.
 */
public final class RequestTarget {
  /** What a refused caller reads. */
  public static final Fault.Plain AMBIGUOUS =
      new Fault.Plain(
          io.grpc.Status.Code.INVALID_ARGUMENT,
          "PATH_AMBIGUOUS",
          "The path can be read in more than one way; send it without dot segments, empty segments, backslashes, escaped slashes, control characters and double escapes.");

  /** Characters that mean themselves wherever they stand; a slash does between two of them. */
  private static final boolean[] ORDINARY = ordinary();

  private RequestTarget() {}

  private static boolean[] ordinary() {
    var ordinary = new boolean[0x80];
    for (var c = 0; c < ordinary.length; c++) {
      ordinary[c] = isUnreserved(c) && c != '.';
    }
    return ordinary;
  }

  /**
   * Whether a path of the platform's own, such as {@code /services/x}, has one meaning.
   *
   * @param target a path as it came; what follows a {@code ?} is not looked at
   */
  public static boolean hasOneMeaning(String target) {
    return hasOneMeaning(target, Integer.MAX_VALUE);
  }

  /**
   * Whether a path has one meaning, of which segments that start at {@code dataFrom} or later are
   * data. One pass, no allocation.
   *
   * @param target a path as it came; what follows a {@code ?} is not looked at
   */
  public static boolean hasOneMeaning(String target, int dataFrom) {
    var length = target.length();
    if (length == 0 || target.charAt(0) != '/') {
      return false;
    }
    // Nearly every path is ordinary up to its end, or up to a segment from where it is looked at.
    var at = ordinaryUpTo(target);
    while (at >= 0 && at < length && target.charAt(at) == '/') {
      at = afterSegment(target, at + 1, at + 1 >= dataFrom);
    }
    return at >= 0;
  }

  /** The last slash before the first character that is to be looked at; the length if none is. */
  private static int ordinaryUpTo(String target) {
    var slash = 0;
    for (var at = 1; at < target.length(); at++) {
      var c = target.charAt(at);
      if (c == '/' && slash != at - 1) {
        slash = at;
      } else if (c >= ORDINARY.length || !ORDINARY[c]) {
        return slash;
      }
    }
    return target.length();
  }

  /**
   * Where the segment that starts here ends: at a slash, at a question mark or behind the last
   * character; or -1 when it has more than one meaning.
   */
  private static int afterSegment(String target, int start, boolean data) {
    var named = 0;
    var dots = 0;
    var parameters = false;
    var at = start;
    for (; at < target.length(); at++) {
      var c = target.charAt(at);
      if (c == '/' || c == '?') {
        break;
      }
      if (c <= ' ' || c >= 0x7f || c == '\\' || c == '#') {
        return -1;
      }
      if (c == '%') {
        var octet = octet(target, at);
        if (octet < ' ' || octet == 0x7f || octet == '/' || octet == '\\') {
          return -1;
        }
        at += 2;
        if (octet >= 0x80) {
          var more = utf8Length(target, at - 2, octet) - 1;
          if (more < 0) {
            return -1;
          }
          at += 3 * more;
          c = '%';
        } else if (octet == '%') {
          // The two digits that would make it an escape once more.
          if (octet(target, at) >= 0) {
            return -1;
          }
        } else if (!data && isUnreserved(octet)) {
          return -1;
        } else {
          c = (char) octet;
        }
      }
      if (c == ';') {
        if (!data || named == 0) {
          return -1;
        }
        parameters = true;
      } else if (!parameters) {
        named++;
        dots += c == '.' ? 1 : 0;
      }
    }
    var isDotSegment = named == dots && (named == 1 || named == 2);
    var isEmptyInside = at == start && at < target.length() && target.charAt(at) == '/';
    return isDotSegment || isEmptyInside ? -1 : at;
  }

  /** The octet of the escape that starts here, or -1 when it is none. */
  private static int octet(String text, int at) {
    if (at + 2 >= text.length()) {
      return -1;
    }
    var high = Character.digit(text.charAt(at + 1), 16);
    var low = Character.digit(text.charAt(at + 2), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /** How many escapes the character has that starts here, or -1 when they are not UTF-8. */
  private static int utf8Length(String text, int at, int first) {
    var length = first < 0xc2 ? -1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : -1;
    // Source: RFC 3629, 4; the second octet keeps out overlong forms, surrogates and what is above.
    var least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    var most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    for (var i = 1; i < length; i++) {
      var place = at + 3 * i;
      var octet = place < text.length() && text.charAt(place) == '%' ? octet(text, place) : -1;
      if (octet < least || octet > most) {
        return -1;
      }
      least = 0x80;
      most = 0xbf;
    }
    return length;
  }

  /** Source: RFC 3986, 2.3. */
  private static boolean isUnreserved(int octet) {
    return (octet >= 'a' && octet <= 'z')
        || (octet >= 'A' && octet <= 'Z')
        || (octet >= '0' && octet <= '9')
        || octet == '-'
        || octet == '.'
        || octet == '_'
        || octet == '~';
  }
}
