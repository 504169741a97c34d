package factory.runtime;

/**
 * A path that can be read in one way only. The gate refuses any other by the same rule (mesh's
 * {@code RequestTarget}, which this module does not know); a service does not rely on that.
 */
final class RequestPath {
  private RequestPath() {}

  /**
   * Whether a path has one meaning: no dot segments in any spelling, no empty ones, no backslashes,
   * escaped slashes, control characters, double escapes or escapes that are not UTF-8.
   *
   * @param path as it came, without the query
   */
  static boolean hasOneMeaning(String path) {
    var length = path.length();
    if (length == 0 || path.charAt(0) != '/') {
      return false;
    }
    var at = 0;
    while (at >= 0 && at < length && path.charAt(at) == '/') {
      at = afterSegment(path, at + 1);
    }
    return at == length;
  }

  /**
   * Where the segment that starts here ends: at a slash, at a question mark or behind the last
   * character; or -1 when it has more than one meaning.
   */
  private static int afterSegment(String path, int start) {
    var named = 0;
    var dots = 0;
    var parameters = false;
    var at = start;
    for (; at < path.length(); at++) {
      var c = path.charAt(at);
      if (c == '/' || c == '?') {
        break;
      }
      if (c <= ' ' || c >= 0x7f || c == '\\' || c == '#') {
        return -1;
      }
      if (c == '%') {
        var octet = octet(path, at);
        if (octet < ' ' || octet == 0x7f || octet == '/' || octet == '\\') {
          return -1;
        }
        at += 2;
        if (octet >= 0x80) {
          var more = utf8Length(path, at - 2, octet) - 1;
          if (more < 0) {
            return -1;
          }
          at += 3 * more;
          c = '%';
        } else if (octet == '%') {
          // The two digits that would make it an escape once more.
          if (octet(path, at) >= 0) {
            return -1;
          }
        } else {
          c = (char) octet;
        }
      }
      if (c == ';') {
        if (named == 0) {
          return -1;
        }
        parameters = true;
      } else if (!parameters) {
        named++;
        dots += c == '.' ? 1 : 0;
      }
    }
    var isDotSegment = named == dots && (named == 1 || named == 2);
    var isEmptyInside = at == start && at < path.length() && path.charAt(at) == '/';
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
}
