package factory.edge.identity;

import factory.edge.gate.EvmAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Reads a {@link SignInMessage} line by line, as the ABNF of EIP-4361 puts them. */
final class SignInParser {
  private static final String SUB_DELIMS = "!$&'()*+,;=";
  private static final String GEN_DELIMS = ":/?#[]@";
  private static final int LEAST_NONCE = 8;

  private final String[] lines;
  private int at;

  SignInParser(String text) {
    // Only LF breaks lines: a CR fits no rule of the grammar.
    lines = text.split("\n", -1);
  }

  SignInMessage message() {
    var asks = line("'<domain>" + SignInMessage.ASKS + "'");
    if (!asks.endsWith(SignInMessage.ASKS)) {
      throw expected("'<domain>" + SignInMessage.ASKS + "'");
    }
    var origin = asks.substring(0, asks.length() - SignInMessage.ASKS.length());
    var separator = origin.indexOf("://");
    var scheme =
        separator < 0 ? Optional.<String>empty() : Optional.of(origin.substring(0, separator));
    if (scheme.isPresent() && !isScheme(scheme.get())) {
      throw expected("a scheme such as https before '://'");
    }
    var domain = separator < 0 ? origin : origin.substring(separator + 3);
    if (domain.isEmpty() || !all(domain, SignInParser::isAuthority)) {
      throw expected("a domain such as example.org:8080");
    }
    var address = line("the wallet's address");
    if (EvmAddress.parse(address).filter(a -> Checksum.of(a).equals(address)).isEmpty()) {
      throw expected("0x and 40 hex digits with the capitals of EIP-55");
    }
    empty();
    var next = line("a statement or an empty line");
    Optional<String> statement = Optional.empty();
    if (!next.isEmpty()) {
      if (!all(next, c -> isReserved(c) || isUnreserved(c) || c == ' ')) {
        throw expected("a statement of letters, digits, spaces and -._~:/?#[]@" + SUB_DELIMS);
      }
      statement = Optional.of(next);
      empty();
    }
    var uri = uri(field("URI: "));
    if (!field("Version: ").equals("1")) {
      throw expected("'Version: 1'");
    }
    var chainId = chainId(field("Chain ID: "));
    var nonce = field("Nonce: ");
    if (nonce.length() < LEAST_NONCE || !all(nonce, c -> isAlpha(c) || isDigit(c))) {
      throw expected("a nonce of at least 8 letters and digits");
    }
    var issuedAt = time(field("Issued At: "));
    var expiration = optional("Expiration Time: ").map(this::time);
    var notBefore = optional("Not Before: ").map(this::time);
    var requestId = optional("Request ID: ");
    if (requestId.isPresent() && !isPchars(requestId.get())) {
      throw expected("a request id of URL characters");
    }
    List<String> resources = new ArrayList<>();
    if (optional("Resources:").map(rest -> !rest.isEmpty()).orElse(false)) {
      throw expected("'Resources:' alone on its line");
    } else if (at > 0 && lines[at - 1].equals("Resources:")) {
      while (at < lines.length) {
        resources.add(uri(field("- ")));
      }
    }
    if (at < lines.length) {
      at++;
      throw expected("the end of the message");
    }
    return new SignInMessage(
        scheme,
        domain,
        address,
        statement,
        uri,
        chainId,
        nonce,
        issuedAt,
        expiration,
        notBefore,
        requestId,
        List.copyOf(resources));
  }

  private String line(String what) {
    if (at == lines.length) {
      at++;
      throw expected(what);
    }
    return lines[at++];
  }

  private void empty() {
    if (!line("an empty line").isEmpty()) {
      throw expected("an empty line");
    }
  }

  private String field(String label) {
    var line = line("'" + label + "'");
    if (!line.startsWith(label)) {
      throw expected("'" + label + "'");
    }
    return line.substring(label.length());
  }

  private Optional<String> optional(String label) {
    return at < lines.length && lines[at].startsWith(label)
        ? Optional.of(field(label))
        : Optional.empty();
  }

  private String uri(String text) {
    try {
      // The class takes letters of all languages, the grammar those of ASCII.
      if (all(text, c -> c > ' ' && c < 0x7f) && new URI(text).isAbsolute()) {
        return text;
      }
    } catch (URISyntaxException e) {
      // Told below, with the line.
    }
    throw expected("a URI such as https://example.org");
  }

  private long chainId(String text) {
    if (!text.isEmpty() && all(text, SignInParser::isDigit)) {
      try {
        return Long.parseUnsignedLong(text);
      } catch (NumberFormatException e) {
        // Told below, with the line.
      }
    }
    throw expected("a chain id in digits");
  }

  /** RFC 3339: with seconds, and with a zone. */
  private Instant time(String text) {
    var upper = text.toUpperCase(Locale.ROOT);
    var shape = "dddd-dd-ddTdd:dd:dd";
    var fits = upper.length() > shape.length();
    for (var i = 0; fits && i < shape.length(); i++) {
      var c = upper.charAt(i);
      fits = shape.charAt(i) == 'd' ? isDigit(c) : shape.charAt(i) == c;
    }
    if (fits) {
      try {
        return OffsetDateTime.parse(upper).toInstant();
      } catch (DateTimeException e) {
        // Told below, with the line.
      }
    }
    throw expected("a time such as 2026-01-31T12:00:00Z");
  }

  private IllegalArgumentException expected(String what) {
    return new IllegalArgumentException(
        "is no EIP-4361 message: line " + at + " should be " + what);
  }

  private static boolean all(String text, IntPredicate fits) {
    return text.chars().allMatch(fits);
  }

  private static boolean isScheme(String text) {
    return !text.isEmpty()
        && isAlpha(text.charAt(0))
        && all(text, c -> isAlpha(c) || isDigit(c) || c == '+' || c == '-' || c == '.');
  }

  private static boolean isAuthority(int c) {
    return isUnreserved(c) || SUB_DELIMS.indexOf(c) >= 0 || "%:@[]".indexOf(c) >= 0;
  }

  private static boolean isPchars(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '%') {
        if (i + 2 >= text.length()
            || Character.digit(text.charAt(i + 1), 16) < 0
            || Character.digit(text.charAt(i + 2), 16) < 0) {
          return false;
        }
        i += 2;
      } else if (!isUnreserved(c) && SUB_DELIMS.indexOf(c) < 0 && c != ':' && c != '@') {
        return false;
      }
    }
    return true;
  }

  private static boolean isReserved(int c) {
    return GEN_DELIMS.indexOf(c) >= 0 || SUB_DELIMS.indexOf(c) >= 0;
  }

  private static boolean isUnreserved(int c) {
    return isAlpha(c) || isDigit(c) || "-._~".indexOf(c) >= 0;
  }

  private static boolean isAlpha(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
