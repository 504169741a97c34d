package factory.edge.gate;

/** What a page's developer reads when its key does not open. */
final class GuestWords {
  /** As long as a key's may be. */
  private static final int LONGEST = 255;

  private GuestWords() {}

  /** To a call from elsewhere. */
  static String notAllowed(String origin) {
    if (origin.isEmpty()) {
      return "This call names no origin, as a browser does; a publishable key is for pages, and a program takes a key (mf_...) of its own.";
    }
    return origin.equals("null")
        ? "The page that calls has no origin: it is sandboxed, or a file; serve it from an origin that the key names."
        : "Pages of %s may not use this key; whoever made it adds that origin, or makes another key."
            .formatted(
                origin.length() <= LONGEST && origin.chars().allMatch(c -> c > ' ' && c < '\u007f')
                    ? origin
                    : "this origin");
  }

  /** To a call too much. */
  static String exceeded(GateFault.KeyRateExceeded.By by, long most, long seconds) {
    return switch (by) {
      case ADDRESS ->
          "This network address has made the %d calls a minute that the key allows each; try again in %d s."
              .formatted(most, seconds);
      case KEY ->
          "All who use this key have made the %d calls a minute that it allows; try again in %d s."
              .formatted(most, seconds);
      case ADDRESS_AT_ONCE ->
          "This network address has %d calls open with this key, as many as it may; let one end and try again."
              .formatted(most);
      case KEY_AT_ONCE ->
          "%d calls are open with this key, as many as may be; try again.".formatted(most);
      case OWN_LIMIT ->
          "The key has made the %d calls that its own limit allows; this call was not counted; try again in %d s."
              .formatted(most, seconds);
      case OWNER ->
          "The wallet that made this key has called as often as the service's limits allow; try again in %d s."
              .formatted(seconds);
    };
  }
}
