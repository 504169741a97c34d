package factory.registry.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class LifecycleProperties {
  /** The lifecycle as the public surface documents it, written down a second time. */
  private static final Map<String, Set<String>> DOCUMENTED =
      Map.of(
          "queued", Set.of("generating"),
          "generating", Set.of("generated", "failed"),
          "generated", Set.of("deploying", "generating"),
          "deploying", Set.of("deployed", "failed"),
          "deployed", Set.of("deploying", "generating", "failed"),
          "failed", Set.of("generating", "deploying"));

  @Property
  void everyPairOfStatusesIsAllowedExactlyWhenItIsDocumented(
      @ForAll Status from, @ForAll Status to) {
    assertThat(from.canBecome(to))
        .isEqualTo(DOCUMENTED.getOrDefault(from.word(), Set.of()).contains(to.word()));
  }

  @Property
  void noStatusFollowsItself(@ForAll Status status) {
    assertThat(status.canBecome(status)).isFalse();
  }

  @Property
  void nothingBecomesQueuedAgainAndOnlyThereTheIdeaIsOpen(@ForAll Status status) {
    assertThat(status.canBecome(Status.QUEUED)).isFalse();
    assertThat(status.begun()).isEqualTo(status != Status.QUEUED);
  }

  @Example
  void everyStatusCanBeReachedAndNoneIsAnEnd() {
    var reached = EnumSet.of(Status.QUEUED);
    for (var round = 0; round < Status.values().length; round++) {
      for (var from : EnumSet.copyOf(reached)) {
        for (var to : Status.values()) {
          if (from.canBecome(to)) {
            reached.add(to);
          }
        }
      }
    }
    assertThat(reached).containsExactly(Status.values());
    for (var from : Status.values()) {
      assertThat(Status.values()).anyMatch(from::canBecome);
    }
  }

  @Property
  void aWordNamesItsStatus(@ForAll Status status) {
    assertThat(Status.ofWord(status.word())).isEqualTo(status);
  }
}
