package factory.runtime;

import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address under which a caller reached this service, for links that are whole addresses. Bound
 * for as long as a call is served, on its thread, and nowhere else.
 */
final class Address {
  private static final ScopedValue<Address> REACHED = ScopedValue.newInstance();
  private static final Pattern HOST =
      Pattern.compile(
          "([A-Za-z0-9_-][A-Za-z0-9_.-]{0,252}|\\[[0-9A-Fa-f:.]{2,45}\\])(:[0-9]{1,5})?");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

  private final ServerRequest request;

  /** Null until a link asks for it, which most calls have none of. */
  private @Nullable String base;

  private Address(ServerRequest request) {
    this.request = request;
  }

  /** Does something for a request. */
  static void as(ServerRequest request, Scoped.Work work) throws SQLException, IOException {
    Scoped.run(REACHED, new Address(request), work);
  }

  private String base() {
    var known = base;
    if (known == null) {
      known =
          base(
              request.authority(),
              Http.header(request, "x-forwarded-proto"),
              Http.header(request, "x-factory-service"));
      base = known;
    }
    return known;
  }

  /**
   * Scheme, host and what a gateway has before the paths of this service.
   *
   * @param host as the caller wrote it
   * @param scheme as whoever forwarded it saw it; empty where nobody did
   * @param service under which a gateway knows this one; empty without a gateway
   */
  static String base(String host, String scheme, String service) {
    var known = HOST.matcher(host).matches() ? host : "localhost";
    // A gate is reached over https only, though not always by itself; but for this machine.
    var isHttps = scheme.equalsIgnoreCase("https") || !isLocal(known);
    // At an origin of its own a service has all paths; elsewhere a gateway has some before them.
    var isOwn =
        service.isEmpty()
            || !ID.matcher(service).matches()
            || known.toLowerCase(Locale.ROOT).startsWith(service.toLowerCase(Locale.ROOT) + ".");
    return (isHttps ? "https://" : "http://") + known + (isOwn ? "" : "/gateway/" + service);
  }

  private static boolean isLocal(String host) {
    var name = host.replaceFirst(":[0-9]+$", "").toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.startsWith("127.")
        || name.equals("[::1]");
  }

  /**
   * A whole address of what is at a path of this service; null where there is none, the path alone
   * where nobody asks.
   */
  static @Nullable String of(@Nullable String path) {
    return path == null || !REACHED.isBound() ? path : REACHED.get().base() + path;
  }

  /** A whole address of a record; null where nobody asks, or a part of it has no value. */
  static @Nullable Object of(Template template, Row row) {
    if (!REACHED.isBound()) {
      return null;
    }
    var path = new StringBuilder(REACHED.get().base());
    for (var segment : template.segments()) {
      path.append('/');
      if (!Template.isParameter(segment)) {
        path.append(segment);
        continue;
      }
      var value = row.value(Template.parameter(segment));
      if (value == null || value.toString().isEmpty()) {
        return null;
      }
      path.append(Location.escaped(value.toString()));
    }
    return path.toString();
  }
}
