package factory.edge.limits;

import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.gate.EvmAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The counts do what a list of all admitted calls would do. */
class LimitsProperties {
  private static final String SERVICE = "0193b1f2-7a11-7000-8000-00000000abcd";

  private final Map<String, Window> windows = new HashMap<>();
  private final Map<String, Use> saved = new HashMap<>();

  /** A window that is open or was, with the moment of every call that counts in it. */
  private record Window(long start, long end, List<Long> calls) {}

  @Property(tries = 500)
  void agreesWithAModelThatKeepsEveryCall(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int howMany) {
    windows.clear();
    saved.clear();
    var random = new Random(seed);
    List<Limit> rules = new ArrayList<>();
    for (var i = 0; i < howMany; i++) {
      rules.add(
          new Limit(
              "limit-" + i,
              1 + random.nextInt(5),
              Duration.ofSeconds(1 + random.nextInt(20)),
              1 + random.nextInt(3)));
    }
    var limits = new Limits(100);
    var now = 1_700_000_000_000L;
    for (var step = 0; step < 200; step++) {
      now += random.nextInt(3) == 0 ? random.nextInt(8_000) : random.nextInt(200);
      var wallet = new EvmAddress(0, 0, random.nextInt(2));
      var multiple = 1 + random.nextInt(4);
      switch (random.nextInt(12)) {
        case 0 -> limits.forgetEnded(now);
        case 1 -> limits = restarted(limits);
        default -> {
          var before = standings(rules, wallet, multiple, now);
          assertThat(limits.peek(SERVICE, wallet, rules, multiple, now)).isEqualTo(before);
          var verdict = limits.take(SERVICE, wallet, rules, multiple, now);
          var exhausted = before.stream().filter(s -> s.remaining() == 0).toList();
          if (exhausted.isEmpty()) {
            count(rules, wallet, now);
            var after = standings(rules, wallet, multiple, now);
            assertThat(verdict).isEqualTo(new Verdict.Admitted(after));
            if (random.nextInt(6) == 0) {
              limits.giveBack(SERVICE, wallet, (Verdict.Admitted) verdict);
              rules.forEach(
                  l -> Objects.requireNonNull(windows.get(key(wallet, l))).calls().removeLast());
            }
          } else {
            assertThat(verdict).isEqualTo(new Verdict.Exceeded(exhausted));
          }
          assertThat(limits.peek(SERVICE, wallet, rules, multiple, now))
              .isEqualTo(standings(rules, wallet, multiple, now));
        }
      }
    }
  }

  private Limits restarted(Limits limits) {
    for (var use : limits.takeChanged(100)) {
      saved.put(use.wallet() + use.name(), use);
    }
    var restarted = new Limits(100);
    saved.values().forEach(restarted::restore);
    return restarted;
  }

  private static String key(EvmAddress wallet, Limit limit) {
    return wallet + limit.name();
  }

  private void count(List<Limit> rules, EvmAddress wallet, long now) {
    for (var limit : rules) {
      var open = windows.get(key(wallet, limit));
      if (open == null || open.end() <= now) {
        open = new Window(now, now + limit.window().toMillis(), new ArrayList<>());
        windows.put(key(wallet, limit), open);
      }
      open.calls().add(now);
      assertThat(open.calls())
          .hasSizeLessThanOrEqualTo(Math.toIntExact(limit.quota() * limit.maxMultiple()));
    }
  }

  private List<Standing> standings(List<Limit> rules, EvmAddress wallet, long multiple, long now) {
    return rules.stream()
        .map(
            limit -> {
              var quota = limit.quota() * Math.min(multiple, limit.maxMultiple());
              var open = windows.get(key(wallet, limit));
              return open == null || open.end() <= now
                  ? new Standing(limit.name(), quota, quota, 0, 0)
                  : new Standing(
                      limit.name(),
                      quota,
                      Math.max(0, quota - open.calls().size()),
                      open.end(),
                      open.end() - now);
            })
        .toList();
  }
}
