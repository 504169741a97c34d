package factory.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.mesh.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole factory takes the settings of its nodes, and production means production. */
class ProfileTest {
  private static Standalone of(Place place, String... pairs) {
    Map<String, String> values = new HashMap<>(place.values());
    for (var i = 0; i < pairs.length; i += 2) {
      values.put(pairs[i], pairs[i + 1]);
    }
    return Standalone.of(Settings.of(values), _ -> {});
  }

  @Test
  @Tag("slow")
  void productionStartsNothingUntilItHasWhatItNeedsAndNamesItAllAtOnce(@TempDir Path folder) {
    var place = Place.in(folder);
    try (var standalone = of(place, "factory.profile", "production", "edge.dev-bypass", "true")) {
      assertThatThrownBy(standalone::start)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll(
              "chain.chains is not set",
              "chain.key is not set",
              "edge.dev-bypass is true in the production profile",
              "public-url is not https");
    }
    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  @Tag("slow")
  void whatIsWrongForANodeIsRefusedBeforeAnyIsStarted(@TempDir Path folder) {
    try (var standalone =
        of(Place.in(folder), "edge.trusted-proxies", "99", "pipeline.worker", "3")) {
      assertThatThrownBy(standalone::start)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll(
              "edge.trusted-proxies: must be 0 to 10",
              "pipeline.worker is not a key of this node; did you mean pipeline.workers?");
    }
  }

  @Test
  @Tag("slow")
  void whatAFactoryDecidesByItselfIsRefused(@TempDir Path folder) {
    try (var standalone = of(Place.in(folder), "edge.envoy-port", "1")) {
      assertThatThrownBy(standalone::start)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("edge.envoy-port: standalone decides this by itself; leave it out");
    }
  }

  @Test
  void whatAFactoryDoesNotKnowIsRefusedAtOnce(@TempDir Path folder) {
    var place = Place.in(folder);
    assertThatThrownBy(() -> of(place, "factory.profile", "prod", "prot", "1"))
        .hasMessageContainingAll(
            "factory.profile: must be development or production",
            "prot is not a key of this node; did you mean port?");
  }
}
