package factory.pipeline.corpus;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import factory.pipeline.version.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How much of others' documents is served, and how much of that is right. Printed, never asserted;
 * {@code ./factory bench documents} runs it.
 */
class DocumentsBench {
  private static final Pattern ONLY = Pattern.compile(System.getProperty("bench.only", ""));
  private static final int BAR = 20;

  @Test
  @Timeout(3600)
  void allDocuments() throws Exception {
    var folder = Files.createTempDirectory("fd");
    List<Promises.Result> open = new ArrayList<>();
    List<Promises.Result> held = new ArrayList<>();
    try {
      var promises = new Promises(folder);
      say("document                operations  served  tests right  asked of  seconds");
      for (var document : OthersDocument.all()) {
        if (!ONLY.matcher(document.name()).find()) {
          continue;
        }
        var result = promises.run(document);
        (document.held() ? held : open).add(result);
        say(line((document.held() ? "held " : "     ") + document.name(), List.of(result)));
      }
    } finally {
      Trees.delete(folder);
    }
    say("");
    say(line(open.size() + " not held back", open));
    say(line(held.size() + " held back", held));
    // Of those held back no more than the numbers, so that nobody makes rules for them.
    tell("left out", open, Promises.Result::leftOut);
    tell("answered otherwise", open, Promises.Result::failed);
  }

  private static void tell(
      String title,
      List<Promises.Result> results,
      Function<Promises.Result, Map<String, String>> what)
      throws IOException {
    say("");
    say(title + ":");
    for (var result : results) {
      for (var one : what.apply(result).entrySet()) {
        say("  %s, %s: %s".formatted(result.document().name(), one.getKey(), one.getValue()));
      }
    }
  }

  private static String line(String title, List<Promises.Result> results) {
    var operations = results.stream().mapToInt(Promises.Result::operations).sum();
    var served = results.stream().mapToInt(result -> result.served().size()).sum();
    var tests = results.stream().mapToInt(Promises.Result::tests).sum();
    var about = results.stream().mapToInt(Promises.Result::about).sum();
    var passed = results.stream().mapToInt(Promises.Result::passed).sum();
    var seconds = results.stream().mapToLong(result -> result.took().toMillis()).sum() / 1000.0;
    var bar = tests == 0 ? 0 : Math.round((float) passed * BAR / tests);
    return "%-23s %10d  %6d  %4d of %4d  %8d  %7.1f  %s%s"
        .formatted(
            title,
            operations,
            served,
            passed,
            tests,
            about,
            seconds,
            "#".repeat(bar),
            ".".repeat(BAR - bar));
  }

  private static void say(String text) throws IOException {
    Files.writeString(
        Path.of(System.getProperty("bench.report", "/dev/stdout")), text + "\n", CREATE, APPEND);
  }
}
