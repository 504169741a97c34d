package factory.pipeline.source.english;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.build.CompilationFailed;
import factory.pipeline.build.SourceCompiler;
import factory.pipeline.source.SpecSource.Outcome.Questions;
import factory.pipeline.source.SpecSource.Outcome.Refused;
import factory.pipeline.source.SpecSource.Outcome.Understood;
import factory.pipeline.spec.Specifications;
import factory.pipeline.write.Sources;
import factory.pipeline.write.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.statistics.Statistics;

/**
 * Whatever an idea holds, nothing of it breaks out of the Java, the SQL or the JSON that is made of
 * it.
 */
final class HostileIdeasProperties {
  private static final Pattern STRING_LITERAL = Pattern.compile("\"([^\"\\\\\\n]*)\"");
  private static final Pattern SAFE_LITERAL = Pattern.compile("[a-z0-9_]+|-?[0-9]+(?:\\.[0-9]+)?");

  @Property(tries = 2_000)
  void keepsEveryIdeaInItsPlace(@ForAll("hostile") String idea) {
    switch (new EnglishSource().read(idea)) {
      case Refused(var why) -> assertThat(why).isNotBlank().matches("[ -~]{1,500}");
      case Questions(var draft) -> {
        assertThat(draft.questions()).isNotEmpty();
        // What is shown and kept is well-formed, whatever somebody wrote.
        assertThat(Specifications.parse(Specifications.write(draft))).isEqualTo(draft);
      }
      case Understood(var specification) -> {
        assertThat(specification.questions()).isEmpty();
        var artifact = new Writer().write(specification);
        artifact
            .files()
            .forEach(
                (path, text) -> {
                  assertThat(path)
                      .matches(
                          "(src/factory/generated/[A-Z][A-Za-z0-9]*\\.java|[a-z]+(\\.arazzo)?\\.json|README\\.md|[a-z]+\\.(sh|mjs))");
                  assertThat(text).matches("[ -~\\n]*");
                  if (path.endsWith(".java")) {
                    assertThat(text).doesNotContain("\\");
                    assertThat(STRING_LITERAL.matcher(text).replaceAll("")).doesNotContain("\"");
                    var literals = STRING_LITERAL.matcher(text);
                    while (literals.find()) {
                      assertThat(literals.group(1)).matches(SAFE_LITERAL);
                    }
                  }
                });
      }
    }
  }

  @Property(tries = 60)
  void whatIsMadeCompiles(@ForAll("nearlyGood") String idea) throws IOException, CompilationFailed {
    var outcome = new EnglishSource().read(idea);
    Statistics.collect(outcome instanceof Understood);
    Statistics.coverage(made -> made.check(true).percentage(share -> share > 20.0));
    if (outcome instanceof Understood(var specification)) {
      var artifact = new Writer().write(specification);
      var folder = Files.createTempDirectory("hostile-");
      try {
        Sources.write(artifact, folder);
        new SourceCompiler(Sources.RUNTIME_LIBS)
            .compileToJar(folder, folder.resolve("service.jar"));
      } finally {
        Sources.delete(folder);
      }
    }
  }

  @Property(tries = 40)
  void endsSoon(@ForAll("long") String idea) {
    // An expression that backtracks without end would hang here.
    assertThat(new EnglishSource().read(idea)).isNotNull();
  }

  /** A choice that is repeated takes a frame of the stack each time, unless it never goes back. */
  @Property(tries = 200)
  @Tag("slow")
  void repeatsNeedNoDeepStack(@ForAll("repeated") String idea) throws InterruptedException {
    var thrown = new AtomicReference<Throwable>();
    var small = 256L * 1024;
    var thread = new Thread(null, () -> new EnglishSource().read(idea), "small stack", small);
    thread.setUncaughtExceptionHandler((_, e) -> thrown.set(e));
    thread.start();
    thread.join();
    assertThat(thrown.get()).isNull();
  }

  @Provide
  Arbitrary<String> repeated() {
    return Combinators.combine(
            Arbitraries.of(
                "books with ", "books with a title. ", "books with whether ", "", "track "),
            Arbitraries.of(
                "a ",
                "the ",
                "and ",
                "an ",
                ", ",
                "where ",
                "so that ",
                "already ",
                "been ",
                "which ",
                " that is",
                "only ",
                "but ",
                "x/",
                "x / y ",
                "each ",
                "api ",
                "one of ",
                "with ",
                "or ",
                "a, "),
            Arbitraries.of("", "title", "one", "x"))
        .as((start, word, end) -> start + word.repeat(7_900 / word.length()) + end);
  }

  @Provide
  Arbitrary<String> hostile() {
    return Arbitraries.oneOf(Arbitraries.strings().ofMaxLength(200), nearlyGood());
  }

  /** Good ideas with one hostile piece somewhere. */
  @Provide
  Arbitrary<String> nearlyGood() {
    return Combinators.combine(words(), Arbitraries.integers().between(0, 3))
        .as(
            (word, place) ->
                "track %ss with %s, %s: open, %s or late, and a rating from 1 to 5"
                    .formatted(
                        place == 0 ? word : "book",
                        place == 1 ? word : "title",
                        place == 2 ? word : "status",
                        place == 3 ? word : "closed"));
  }

  @Provide("long")
  Arbitrary<String> longIdeas() {
    return Combinators.combine(words(), Arbitraries.of(10, 100, 1_000, 7_900, 65_536))
        .as(
            (word, length) ->
                ("books with " + (word + " ").repeat(length / (word.length() + 1) + 1))
                    .substring(0, length));
  }

  private static Arbitrary<String> words() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            "title",
            "class",
            "order",
            "select",
            "group",
            "name",
            "status",
            "a date",
            "an email",
            "price",
            "whether it is done",
            "(",
            ")",
            "((",
            "\"",
            "\\",
            "\\u0022",
            "\\\"",
            "\n",
            "\r\n",
            "'",
            "`",
            "*/",
            "/*",
            "//",
            "${x}",
            "%s",
            "%n",
            "{{",
            "<b>",
            "\"; DROP TABLE books; --",
            "\"); System.exit(1); (\"",
            "\u0000",
            "\ud800",
            "\ud83d\ude00",
            "\u202e",
            "a\u0301",
            "x or y",
            "one of a, b",
            "from 1 to 2",
            "at most 3",
            "$ref",
            "null",
            "true",
            "1",
            "0",
            "-1",
            "1e9",
            "id",
            "created_at",
            "sqlite_master",
            "main",
            "service",
            "resource",
            "field",
            "string",
            "object",
            "health",
            "a, b or c",
            "a/b/c",
            ": a, b",
            "with with",
            "and and",
            "title (required, unique, at most 10 characters)",
            "x".repeat(70),
            "a ".repeat(30),
            "list of tags",
            "in kg",
            "as a whole number"),
        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(12),
        Arbitraries.strings().ofMaxLength(12));
  }
}
