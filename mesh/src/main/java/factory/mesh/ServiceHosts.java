package factory.mesh;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where each service has an origin of its own: {@code scheme://{service_id}.domain:port}.
 *
 * @param scheme that of {@code public-url}
 * @param domain lower case, without a port
 * @param port -1 for the scheme's own
 */
public record ServiceHosts(String scheme, String domain, int port) {
  /** The key, the same for every node that speaks of these origins. */
  public static final String KEY = "edge.service-hosts";

  private static final String LABEL = "[a-z0-9]([a-z0-9-]*[a-z0-9])?";
  private static final Pattern FORM =
      Pattern.compile("\\*\\.(?<domain>" + LABEL + "(\\." + LABEL + ")*)(:(?<port>[0-9]{1,5}))?");

  private static final String NONE = "none";
  private static final int UUID_LENGTH = 36;

  /** Hosts under which browsers take a whole wildcard for this machine. */
  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

  /**
   * Reads {@link #KEY}: {@code *.services.example}, with a port where it is not that of {@code
   * public-url}, or {@code none}. In development it is {@code *.localhost} where {@code public-url}
   * is this machine; else there are none unless told.
   */
  public static Optional<ServiceHosts> from(Settings settings, URI publicUrl) {
    var local =
        settings.profile() == Settings.Profile.DEVELOPMENT
            && publicUrl.getHost() != null
            && LOCAL.contains(publicUrl.getHost());
    return settings.parsed(
        KEY,
        local
            ? Optional.of(new ServiceHosts(publicUrl.getScheme(), "localhost", publicUrl.getPort()))
            : Optional.empty(),
        text -> parse(text, publicUrl));
  }

  private static Optional<ServiceHosts> parse(String text, URI publicUrl) {
    if (text.equals(NONE)) {
      return Optional.empty();
    }
    var match = FORM.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException("must be such as *.services.example, or none");
    }
    if (match.group("port") != null && Integer.parseInt(match.group("port")) > 65_535) {
      throw new IllegalArgumentException("has a port above 65535");
    }
    var port =
        match.group("port") == null ? publicUrl.getPort() : Integer.parseInt(match.group("port"));
    return Optional.of(new ServiceHosts(publicUrl.getScheme(), match.group("domain"), port));
  }

  /** The origin of a service. */
  public String origin(String serviceId) {
    return scheme + "://" + serviceId + "." + domain + (port < 0 ? "" : ":" + port);
  }

  /** All of them, as the host of a content security policy. */
  public String everyOrigin() {
    return origin("*");
  }

  /**
   * The service whose host it is, in lower case; empty for any other host.
   *
   * @param host of a request, with or without a port
   */
  public Optional<String> serviceId(String host) {
    var colon = host.indexOf(':');
    var end = colon < 0 ? host.length() : colon;
    return end == UUID_LENGTH + 1 + domain.length()
            && host.charAt(UUID_LENGTH) == '.'
            && host.regionMatches(true, UUID_LENGTH + 1, domain, 0, domain.length())
        ? Optional.of(host.substring(0, UUID_LENGTH).toLowerCase(Locale.ROOT))
        : Optional.empty();
  }
}
