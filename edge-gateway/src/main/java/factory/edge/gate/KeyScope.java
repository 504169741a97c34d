package factory.edge.gate;

import java.util.List;

/**
 * What a key may be used for.
 *
 * @param methods upper case; any when empty
 * @param paths of the service, each with what is below it; any when empty
 */
public record KeyScope(List<String> methods, List<String> paths) {
  /** Everything. */
  public static final KeyScope ALL = new KeyScope(List.of(), List.of());

  /** Copies. */
  public KeyScope {
    methods = List.copyOf(methods);
    paths = List.copyOf(paths);
  }

  /**
   * Whether a call fits.
   *
   * @param path as the service sees it, without the query
   */
  public boolean covers(String method, String path) {
    return (methods.isEmpty() || methods.contains(method))
        && (paths.isEmpty() || paths.stream().anyMatch(p -> isAtOrBelow(path, p)));
  }

  private static boolean isAtOrBelow(String path, String root) {
    return path.startsWith(root)
        && (path.length() == root.length()
            || root.endsWith("/")
            || path.charAt(root.length()) == '/');
  }
}
