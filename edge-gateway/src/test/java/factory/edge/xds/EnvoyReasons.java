package factory.edge.xds;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Envoy's own answers, for the list of reasons. */
public final class EnvoyReasons {
  private EnvoyReasons() {}

  /** Each as status and reason. */
  public static List<String> all() {
    return Stream.concat(
            Arrays.stream(EnvoyReply.values()).map(r -> r.status() + " " + r.reason()),
            Stream.of("400 PATH_AMBIGUOUS", "503 GATE_UNAVAILABLE", "any REFUSED"))
        .distinct()
        .toList();
  }
}
