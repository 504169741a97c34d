package factory.mesh;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which names of settings there are, to whom they belong, and which must not be shown. */
final class SettingNames {
  private static final String PREFIX = "FACTORY_";

  /** First words of keys that are one node's own; each node checks its own ones. */
  private static final Set<String> NODES = Set.of("registry", "pipeline", "chain", "edge", "web");

  /** Keys that may stand in every node's configuration, whether it reads them or not. */
  static final Set<String> SHARED =
      Set.of(
          "factory.profile",
          "public-url",
          "operators",
          "open-changes",
          "assertion.secret",
          ServiceHosts.KEY,
          "mesh.registry",
          "mesh.registry-internal",
          "mesh.pipeline",
          "mesh.chain",
          "mesh.chain-internal",
          "mesh.edge",
          "mesh.web");

  /** What ./factory itself reads, and its children inherit. */
  private static final Set<String> OF_THE_COMMAND = Set.of("FACTORY_DATA_DIR");

  /** What Kubernetes sets for each Service of a namespace: that of one whose name is factory-x. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "FACTORY_\\w*(SERVICE_(HOST|PORT(_\\w+)?)|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

  private static final Pattern SECRET =
      Pattern.compile("(^|.*[.-])(secret|secrets|password|key|keys|token)(\\..*)?");

  private final Set<String> keys;
  private final Set<String> variables;
  private final Set<String> others;

  /**
   * The names of one node.
   *
   * @param read every key that it reads
   */
  SettingNames(Set<String> read) {
    keys = new TreeSet<>(read);
    keys.addAll(SHARED);
    variables = keys.stream().map(SettingNames::variable).collect(Collectors.toSet());
    others = new TreeSet<>(NODES);
    // A key that several nodes read makes none of them a part of another.
    read.stream().filter(key -> !SHARED.contains(key)).forEach(key -> others.remove(group(key)));
  }

  /** The environment variable of a key. */
  static String variable(String key) {
    return PREFIX + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private static String group(String key) {
    return key.split("\\.", 2)[0];
  }

  /** Why a key is refused; empty for a known one and for those of other nodes. */
  Optional<String> unknownKey(String key) {
    return keys.contains(key) || (key.indexOf('.') > 0 && others.contains(group(key)))
        ? Optional.empty()
        : Optional.of(key + " is not a key of this node" + meant(key, keys));
  }

  /** Why a variable of the environment is refused; empty for all that are not of this system. */
  Optional<String> unknownVariable(String name) {
    var known =
        !name.startsWith(PREFIX)
            || variables.contains(name)
            || (name.endsWith("_FILE")
                && variables.contains(name.substring(0, name.length() - "_FILE".length())))
            || OF_THE_COMMAND.contains(name)
            || SERVICE_LINK.matcher(name).matches()
            || others.stream().anyMatch(node -> name.startsWith(variable(node) + "_"));
    return known
        ? Optional.empty()
        : Optional.of(name + " is not a variable of this node" + meant(name, variables));
  }

  private static String meant(String name, Collection<String> known) {
    return known.stream()
        .filter(other -> distance(name, other) <= Math.max(2, name.length() / 5))
        .min(
            Comparator.comparingInt((String other) -> distance(name, other))
                .thenComparing(Comparator.naturalOrder()))
        .map(other -> "; did you mean " + other + "?")
        .orElse("");
  }

  /** Edits between two names: a letter put in, left out, changed, or two that change places. */
  static int distance(String from, String to) {
    var rows = new int[from.length() + 1][to.length() + 1];
    Arrays.setAll(rows[0], j -> j);
    for (var i = 1; i <= from.length(); i++) {
      rows[i][0] = i;
      for (var j = 1; j <= to.length(); j++) {
        var same = from.charAt(i - 1) == to.charAt(j - 1);
        rows[i][j] =
            Math.min(
                Math.min(rows[i - 1][j], rows[i][j - 1]) + 1, rows[i - 1][j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
        }
      }
    }
    return rows[from.length()][to.length()];
  }

  /** A value for a log: no secret, and of an address only what is before its path. */
  static String showable(String key, String value) {
    if (SECRET.matcher(key).matches()) {
      return "***";
    }
    return Arrays.stream(value.split(",", -1))
        .map(one -> one.contains("://") ? host(one.strip()) : one)
        .collect(Collectors.joining(","));
  }

  private static String host(String address) {
    var start = address.indexOf("://") + 3;
    var authority = address.substring(start).split("[/?#]", 2)[0];
    var shown = address.substring(0, start) + authority.substring(authority.lastIndexOf('@') + 1);
    return shown.length() == address.length() ? shown : shown + "/...";
  }
}
