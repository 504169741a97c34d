package factory.edge.gate;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells the platform's own credentials from those of services, which share the same headers. Ours
 * are known by their form, whether they are good or not: a secret of ours in the wrong place, or
 * one that is over, is never taken for a service's and never reaches one.
 */
public final class PlatformCredentials {
  /** How the secret of a session begins. */
  public static final String SESSION = "mfs_";

  /** How the secret of a service's key begins. */
  public static final String KEY = "mf_";

  /** How a publishable key begins, which is no secret. */
  public static final String PUBLISHABLE = "mfp_";

  /** How the secret of a session on a service's own origin begins. */
  public static final String ORIGIN = "mfo_";

  /** How the names of our cookies begin; services have none that begin so, in either case. */
  static final String COOKIES = "__host-factory";

  /** What all forms begin with. */
  private static final String FORM = "mf";

  /** An {@code Authorization} that is the service's. */
  static final int AUTHORIZATION = 1;

  /** An {@code X-API-Key} that is the service's. */
  static final int API_KEY = 2;

  /** An {@code X-Session} that is the service's. */
  static final int X_SESSION = 4;

  private PlatformCredentials() {}

  /**
   * Which credentials of a call are the service's own: {@link #AUTHORIZATION}, {@link #API_KEY} and
   * {@link #X_SESSION}, added up.
   */
  static int ofService(Map<String, String> headers) {
    return ofService(headers.get(Identification.AUTHORIZATION), AUTHORIZATION)
        + ofService(headers.get(Identification.API_KEY), API_KEY)
        + ofService(headers.get(Identification.X_SESSION), X_SESSION);
  }

  private static int ofService(@Nullable String value, int bit) {
    return value == null || areIn(value) ? 0 : bit;
  }

  /** Whether one of ours stands in a header's value: as all of it, or as a part, however quoted. */
  static boolean areIn(String value) {
    for (var at = value.indexOf(FORM); at >= 0; at = value.indexOf(FORM, at + 1)) {
      // Inside of another token, such as a JWT, the same letters are chance.
      if ((value.startsWith(SESSION, at)
              || value.startsWith(KEY, at)
              || value.startsWith(PUBLISHABLE, at)
              || value.startsWith(ORIGIN, at))
          && (at == 0 || !isOfToken(value.charAt(at - 1)))) {
        return true;
      }
    }
    return false;
  }

  /** Source: RFC 6750, 2.1, of what a token is made, but for the {@code =} at its end. */
  private static boolean isOfToken(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-._~+/".indexOf(c) >= 0;
  }

  /** Whether a {@code Cookie} header may have one of ours in it. */
  static boolean areInCookies(String cookies) {
    return cookies.toLowerCase(Locale.ROOT).contains(COOKIES);
  }

  /** The cookies but ours, each as it came; none when ours cannot be told from the others. */
  static String withoutOurs(String cookies) {
    var kept = new StringBuilder(cookies.length());
    var start = 0;
    for (var end = end(cookies, 0); start <= cookies.length(); end = end(cookies, start)) {
      var cookie = cookies.substring(start, end);
      if (!cookie.strip().toLowerCase(Locale.ROOT).startsWith(COOKIES)) {
        if (!kept.isEmpty()) {
          kept.append(cookies.charAt(start - 1));
        }
        kept.append(cookie);
      }
      start = end + 1;
    }
    var left = kept.toString().strip();
    return areInCookies(left) ? "" : left;
  }

  /** Where the cookie ends that starts here: two headers were joined by a comma. */
  private static int end(String cookies, int start) {
    for (var at = start; at < cookies.length(); at++) {
      if (cookies.charAt(at) == ';' || cookies.charAt(at) == ',') {
        return at;
      }
    }
    return cookies.length();
  }
}
