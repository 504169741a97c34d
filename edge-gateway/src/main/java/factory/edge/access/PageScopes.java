package factory.edge.access;

import factory.edge.gate.PageScope;
import factory.edge.identity.Publishable;
import factory.mesh.Refused;
import factory.mesh.RequestTarget;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What publishable keys open, read or refused by its field, and shown. */
final class PageScopes {
  private static final int MOST_ORIGINS = 16;
  private static final int MOST_OPERATIONS = 32;
  private static final int LONGEST = 256;
  private static final int USUAL = 600;
  private static final int MOST = 6000;
  private static final int USUAL_OF_ADDRESS = 30;
  private static final int MOST_OF_ADDRESS = 600;

  /** OPTIONS is left out: what browsers ask first is answered to everybody. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

  private static final String LABEL = "[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?";

  /**
   * Source: RFC 6454, 6.2, of what browsers can reach: names and addresses, an IPv6 in brackets.
   */
  private static final Pattern HOST =
      Pattern.compile(LABEL + "(\\." + LABEL + ")*|\\[[0-9a-f:.]+\\]");

  private static final Pattern PARAMETER = Pattern.compile("\\{[A-Za-z0-9_.-]+\\}");

  private PageScopes() {}

  static PageScope read(factory.edge.v1.Publishable asked) {
    var origins = asked.getOriginsList().stream().map(PageScopes::origin).distinct().toList();
    if (origins.isEmpty() || asked.getOriginsCount() > MOST_ORIGINS) {
      throw Refused.field(
          "publishable.origins",
          "must be 1 to 16 origins of the pages that may call, such as https://guests.example");
    }
    var operations = asked.getOperationsList().stream().distinct().toList();
    if (operations.isEmpty()
        || asked.getOperationsCount() > MOST_OPERATIONS
        || !operations.stream().allMatch(PageScopes::isOperation)) {
      throw Refused.field(
          "publishable.operations",
          "must be 1 to 32 operations of the service such as \"GET /books\" or \"GET /books/{id}\": "
              + String.join(", ", METHODS.stream().sorted().toList())
              + ", a space and a path of at most 256 characters in all, without a query, parameters,"
              + " dot segments or empty segments; {name} stands for a whole segment");
    }
    var all = number(asked.getCallsPerMinute(), USUAL, MOST, "calls_per_minute");
    var each =
        number(
            asked.getCallsPerMinutePerAddress(),
            Math.min(USUAL_OF_ADDRESS, all),
            MOST_OF_ADDRESS,
            "calls_per_minute_per_address");
    if (each > all) {
      throw Refused.field(
          "publishable.calls_per_minute_per_address", "must be at most calls_per_minute");
    }
    return new PageScope(origins, operations, all, each);
  }

  private static int number(int asked, int usual, int most, String name) {
    if (asked < 0 || asked > most) {
      throw Refused.field("publishable." + name, "must be 1 to " + most);
    }
    return asked == 0 ? usual : asked;
  }

  /** As a browser writes it in {@code Origin}. */
  private static String origin(String text) {
    try {
      var uri = new URI(text);
      var scheme = lower(uri.getScheme());
      var host = lower(uri.getHost());
      var isBare =
          uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null
              && (uri.getRawPath() == null
                  || uri.getRawPath().isEmpty()
                  || uri.getRawPath().equals("/"));
      if (isBare
          && text.length() < LONGEST
          && List.of("http", "https").contains(scheme)
          && HOST.matcher(host).matches()
          && uri.getPort() <= 65_535) {
        var usual = uri.getPort() == (scheme.equals("https") ? 443 : 80);
        return scheme + "://" + host + (uri.getPort() < 0 || usual ? "" : ":" + uri.getPort());
      }
    } catch (URISyntaxException e) {
      // Told below.
    }
    throw Refused.field(
        "publishable.origins",
        "must each be http or https, a host and a port where it is not the usual one, such as"
            + " https://guests.example or http://localhost:3000: no path, no wildcard, and a name of"
            + " other letters in its xn-- form");
  }

  private static String lower(String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }

  private static boolean isOperation(String text) {
    var space = text.indexOf(' ');
    if (space < 0 || text.length() > LONGEST || !METHODS.contains(text.substring(0, space))) {
      return false;
    }
    var path = text.substring(space + 1);
    // Whatever fits a parameter, the rest must be a path that the gate lets through.
    var plain = PARAMETER.matcher(path).replaceAll("x");
    for (var segment : path.split("/", -1)) {
      if (segment.indexOf('{') >= 0 && !PARAMETER.matcher(segment).matches()) {
        return false;
      }
    }
    return path.startsWith("/")
        && plain.indexOf('?') < 0
        && plain.indexOf('}') < 0
        && plain.indexOf(' ') < 0
        // Nobody who writes one means a path with an asterisk in it.
        && plain.indexOf('*') < 0
        && RequestTarget.hasOneMeaning(plain);
  }

  static factory.edge.v1.Publishable shown(Publishable publishable) {
    var scope = publishable.scope();
    return factory.edge.v1.Publishable.newBuilder()
        .addAllOrigins(scope.origins())
        .addAllOperations(scope.operations())
        .setCallsPerMinute(scope.callsPerMinute())
        .setCallsPerMinutePerAddress(scope.callsPerMinutePerAddress())
        .setText(publishable.text())
        .build();
  }
}
