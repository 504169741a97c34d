package factory.pipeline.ideas;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import factory.pipeline.reading.Recording;
import factory.pipeline.version.Trees;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What becomes of people's ideas, in each of their wordings. Printed, never asserted; {@code
 * ./factory bench ideas} runs it.
 */
class IdeasBench {
  private static final Pattern ONLY = Pattern.compile(System.getProperty("bench.only", ""));
  private static final boolean HELD = Boolean.getBoolean("bench.held");
  private static final Reader READER =
      Reader.valueOf(System.getProperty("bench.reader", "english").toUpperCase(Locale.ROOT));

  @Test
  @Timeout(7200)
  void allIdeas() throws Exception {
    var folder = Files.createTempDirectory("fi");
    List<Fate> fates = new ArrayList<>();
    try {
      var wishes = new Wishes(READER.source(), folder);
      for (var wish : Wish.all()) {
        if (wish.held() != HELD || !ONLY.matcher(wish.name()).find()) {
          continue;
        }
        for (var wording : wish.wordings().keySet()) {
          if (!READER.reads(wish.wordings().getOrDefault(wording, ""))) {
            continue;
          }
          var fate = wishes.run(wish, wording);
          fates.add(fate);
          // Of those held back no more than the numbers, so that nobody makes rules for them.
          if (!HELD) {
            say(fate.line());
          }
        }
      }
    } finally {
      Trees.delete(folder);
    }
    say("");
    say(
        "%d ideas%s in %d wordings, read by %s"
            .formatted(
                fates.stream().map(Fate::wish).distinct().count(),
                HELD ? " held back" : "",
                fates.size(),
                READER.name().toLowerCase(Locale.ROOT)));
    var servable =
        fates.stream().filter(fate -> fate.wish().expected() == Wish.Expected.SERVE).toList();
    say(
        "of %d that can be served: deployed and right at once %d, after answers %d, asked %d (of which %d become a service by leaving out what is asked), wrong at once %d, wrong after answers %d"
            .formatted(
                servable.size(),
                count(servable, fate -> !fate.answered() && isServed(fate)),
                count(servable, fate -> fate.answered() && isServed(fate)),
                count(servable, fate -> fate.outcome() == Fate.Outcome.ASKED),
                count(servable, fate -> fate.outcome() == Fate.Outcome.ASKED && fate.clickable()),
                count(servable, fate -> !fate.answered() && fate.outcome() == Fate.Outcome.WRONG),
                count(servable, fate -> fate.answered() && fate.outcome() == Fate.Outcome.WRONG)));
    table("expected", fates, fate -> fate.wish().expected().name().toLowerCase(Locale.ROOT));
    table("style", fates, fate -> Wish.style(fate.wording()));
    if (READER == Reader.RECORDED) {
      spent(fates);
    }
    if (!HELD) {
      tell(fates);
    }
  }

  private static void spent(List<Fate> fates) throws IOException {
    var usage =
        fates.stream()
            .map(fate -> fate.wish().wordings().getOrDefault(fate.wording(), ""))
            .flatMap(wording -> Recording.of(wording).stream())
            .map(Recording::usage)
            .reduce(Recording.Usage::plus)
            .orElseThrow();
    say("");
    say(
        "a wording took %.1f answers, %,d tokens in and %,d out, $%s at $1 and $5 a million"
            .formatted(
                (double) usage.calls() / fates.size(),
                usage.tokensIn() / fates.size(),
                usage.tokensOut() / fates.size(),
                usage.usd().divide(BigDecimal.valueOf(fates.size()), 4, RoundingMode.HALF_UP)));
  }

  private static void table(String title, List<Fate> fates, Function<Fate, String> by)
      throws IOException {
    say("");
    say(
        "%-10s wordings  deployed  left out truthfully  asked  refused  failed  wrongly deployed  as expected  tests right  seconds"
            .formatted(title));
    for (var row : fates.stream().map(by).distinct().sorted().toList()) {
      say(row(row, fates.stream().filter(fate -> by.apply(fate).equals(row)).toList()));
    }
    say(row("all", fates));
  }

  private static String row(String title, List<Fate> fates) {
    return "%-10s %8d  %8d  %19d  %5d  %7d  %6d  %16d  %11d  %4d of %4d  %7.1f"
        .formatted(
            title,
            fates.size(),
            count(fates, fate -> fate.outcome() == Fate.Outcome.DEPLOYED),
            count(fates, fate -> fate.outcome() == Fate.Outcome.IN_PART),
            count(fates, fate -> fate.outcome() == Fate.Outcome.ASKED),
            count(fates, fate -> fate.outcome() == Fate.Outcome.REFUSED),
            count(fates, fate -> fate.outcome() == Fate.Outcome.FAILED),
            count(fates, fate -> fate.outcome() == Fate.Outcome.WRONG),
            count(fates, Fate::isAsExpected),
            fates.stream().mapToInt(Fate::right).sum(),
            fates.stream().mapToInt(Fate::tests).sum(),
            fates.stream().mapToLong(fate -> fate.took().toMillis()).sum() / 1000.0);
  }

  private static boolean isServed(Fate fate) {
    return fate.outcome() == Fate.Outcome.DEPLOYED || fate.outcome() == Fate.Outcome.IN_PART;
  }

  private static long count(List<Fate> fates, Predicate<Fate> what) {
    return fates.stream().filter(what).count();
  }

  private static void tell(List<Fate> fates) throws IOException {
    say("");
    say("wrongly deployed, or not built:");
    for (var fate : fates) {
      if (fate.outcome() == Fate.Outcome.WRONG || fate.outcome() == Fate.Outcome.FAILED) {
        say(
            "  %s, %s:%s"
                .formatted(
                    fate.wish().name(),
                    fate.wording(),
                    fate.why().stream()
                        .map(why -> "\n    " + why.replace('\n', ' '))
                        .collect(Collectors.joining())));
      }
    }
  }

  private static void say(String text) throws IOException {
    Files.writeString(
        Path.of(System.getProperty("bench.report", "/dev/stdout")), text + "\n", CREATE, APPEND);
  }
}
