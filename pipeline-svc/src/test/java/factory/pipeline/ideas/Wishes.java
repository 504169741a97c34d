package factory.pipeline.ideas;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.build.CompilationFailed;
import factory.pipeline.build.SourceCompiler;
import factory.pipeline.corpus.Started;
import factory.pipeline.source.SpecSource;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Specification;
import factory.pipeline.write.Sources;
import factory.pipeline.write.Writer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Has wordings read, builds and starts what they become, and asks it by the tests of the wish. */
final class Wishes {
  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");

  private final SpecSource source;
  private final Path folder;
  private int number;

  /**
   * Works in a folder.
   *
   * @param source whoever reads
   * @param folder with a short path, since sockets lie in it
   */
  Wishes(SpecSource source, Path folder) {
    this.source = source;
    this.folder = folder;
  }

  /** What becomes of a wording. */
  Fate run(Wish wish, String wording) throws Exception {
    var began = System.nanoTime();
    var fate =
        switch (source.read(wish.wordings().getOrDefault(wording, ""))) {
          case SpecSource.Outcome.Understood(var specification) ->
              Checker.check(specification).isEmpty()
                  ? served(wish, wording, specification)
                  : notServed(wish, wording, specification, Fate.Outcome.ASKED);
          case SpecSource.Outcome.Questions(var draft) -> asked(wish, wording, draft);
          case SpecSource.Outcome.Refused(var why) ->
              fate(
                  wish,
                  wording,
                  Fate.Outcome.REFUSED,
                  wish.expected() == Wish.Expected.REFUSE && names(wish, List.of(why)),
                  0,
                  List.of(why));
        };
    return new Fate(
        wish,
        wording,
        fate.outcome(),
        fate.isAsExpected(),
        fate.right(),
        fate.tests(),
        fate.why(),
        Duration.ofNanos(System.nanoTime() - began),
        fate.answered(),
        fate.clickable());
  }

  /** What becomes of it once its questions are answered as its file says. */
  private Fate asked(Wish wish, String wording, Specification draft) throws Exception {
    var after = Clicks.meant(draft, wish.answers());
    var isAnswered = !after.equals(draft) && isWhole(after);
    var fate =
        isAnswered
            ? served(wish, wording, after)
            : notServed(wish, wording, draft, Fate.Outcome.ASKED);
    return new Fate(
        wish,
        wording,
        fate.outcome(),
        fate.isAsExpected(),
        fate.right(),
        fate.tests(),
        fate.why(),
        fate.took(),
        isAnswered,
        isWhole(Clicks.leftOut(draft)));
  }

  private static boolean isWhole(Specification specification) {
    return specification.questions().isEmpty() && Checker.check(specification).isEmpty();
  }

  private static Fate notServed(
      Wish wish, String wording, Specification draft, Fate.Outcome outcome) {
    // That a sentence is left out is enough where the rest is served; else its reason must say it.
    var isExpected = wish.expected() != Wish.Expected.SERVE && names(wish, reasons(draft));
    return fate(wish, wording, outcome, isExpected, 0, told(draft));
  }

  /** All that a person is told of what is not in a specification. */
  private static List<String> told(Specification specification) {
    return Stream.concat(
            specification.leftOut().stream().map(left -> left.text() + ": " + left.reason()),
            specification.questions().stream().map(Specification.Question::text))
        .toList();
  }

  /** What a reader says by itself; to ask for the fields of what was typed is no reason. */
  private static List<String> reasons(Specification specification) {
    return Stream.concat(
            specification.leftOut().stream().map(Specification.LeftOut::reason),
            specification.questions().stream()
                .filter(question -> !question.path().endsWith("/fields"))
                .map(Specification.Question::text))
        .toList();
  }

  /**
   * Whether all that must be named is. Both sides of a contradiction are best quoted; elsewhere a
   * quotation says nothing.
   */
  private static boolean names(Wish wish, List<String> told) {
    var said =
        wish.expected() == Wish.Expected.ASK
            ? told
            : told.stream().map(text -> QUOTED.matcher(text).replaceAll("")).toList();
    return wish.named().stream()
        .allMatch(one -> said.stream().anyMatch(text -> Words.speaks(text, one)));
  }

  private static Fate fate(
      Wish wish,
      String wording,
      Fate.Outcome outcome,
      boolean isAsExpected,
      int right,
      List<String> why) {
    return new Fate(
        wish,
        wording,
        outcome,
        isAsExpected,
        right,
        tests(wish, wording).size(),
        why,
        Duration.ZERO,
        false,
        false);
  }

  /** The tests of a wish that hold for a wording. */
  static List<JsonNode> tests(Wish wish, String wording) {
    return wish.tests().stream()
        .filter(test -> !test.has("only") || Wish.texts(test.path("only")).contains(wording))
        .toList();
  }

  private Fate served(Wish wish, String wording, Specification specification) throws Exception {
    var place = folder.resolve("w" + number++);
    var jar = place.resolve("service.jar");
    String openapi;
    try {
      var artifact = new Writer().write(specification);
      openapi = artifact.openapi();
      Sources.write(artifact, place.resolve("src"));
      new SourceCompiler(Sources.RUNTIME_LIBS).compileToJar(place.resolve("src"), jar);
    } catch (IOException | CompilationFailed | RuntimeException e) {
      return fate(wish, wording, Fate.Outcome.FAILED, false, 0, List.of("does not build: " + e));
    }
    var served = Served.of(openapi);
    var tests = tests(wish, wording);
    var told = told(specification);
    List<String> wrong = new ArrayList<>();
    var right = 0;
    for (var test : tests) {
      var verdict = tried(wish, test, served, jar, openapi);
      switch (verdict) {
        case Verdict.Right() -> right++;
        case Verdict.Wrong(var why) -> {
          if (!isLeftOut(test, List.of(), specification)) {
            wrong.add(test.path("name").asText() + ": " + why);
          }
        }
        case Verdict.Missing(var what, var words) -> {
          if (!isLeftOut(test, words, specification)) {
            wrong.add("%s: there is not %s".formatted(test.path("name").asText(), what));
          }
        }
      }
    }
    if (!names(wish, told)) {
      wrong.add("does not name " + wish.named());
    }
    var isServable =
        wish.expected() == Wish.Expected.SERVE || wish.expected() == Wish.Expected.PART;
    if (!isServable) {
      wrong.addFirst("is served");
    }
    var outcome =
        !wrong.isEmpty()
            ? Fate.Outcome.WRONG
            : specification.leftOut().isEmpty() ? Fate.Outcome.DEPLOYED : Fate.Outcome.IN_PART;
    return fate(
        wish,
        wording,
        outcome,
        outcome != Fate.Outcome.WRONG,
        right,
        wrong.isEmpty() ? told : wrong);
  }

  /**
   * Whether what is left out speaks of what a test is about. That a service is otherwise then is no
   * secret; a test of who may what says nothing of what it is about, as that must be asked.
   */
  private static boolean isLeftOut(JsonNode test, List<String> words, Specification specification) {
    var about = Stream.concat(words.stream(), Wish.texts(test.path("about")).stream()).toList();
    return specification.leftOut().stream()
        .anyMatch(left -> Words.speaks(left.text() + " " + left.reason(), about));
  }

  private Verdict tried(Wish wish, JsonNode test, Served served, Path jar, String openapi)
      throws Exception {
    try (var started = Started.start(jar, openapi, folder.resolve("t" + number++))) {
      return follow(wish, test, served, new Wire(started.client()));
    }
  }

  /** Follows one test of a wish on a service. */
  static Verdict follow(Wish wish, JsonNode test, Served served, Wire wire) throws IOException {
    var world =
        new World(
            served,
            wire,
            new Words(wish.words()),
            new Values(Instant.now()),
            World.known(wish.tests()));
    return new Trial(world).follow(test);
  }
}
