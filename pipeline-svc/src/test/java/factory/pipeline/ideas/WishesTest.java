package factory.pipeline.ideas;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import factory.mesh.Extent;
import factory.pipeline.ideas.Fate.Outcome;
import factory.pipeline.source.SpecSource;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specification.LeftOut;
import factory.pipeline.spec.Specifications;
import factory.pipeline.version.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of people's ideas, and that their tests find what is wrong. */
class WishesTest {
  private Path folder = Path.of("");

  @BeforeEach
  void makeFolder() throws Exception {
    folder = Files.createTempDirectory("fi");
  }

  @AfterEach
  void deleteFolder() throws Exception {
    Trees.delete(folder);
  }

  @Test
  void eachIsRewordedThreeWays() {
    assertAll(
        Wish.all().stream().map(wish -> () -> assertEquals(4, wish.wordings().size(), wish::name)));
  }

  @Test
  void whatCannotBeServedIsNamed() {
    for (var wish : Wish.all()) {
      switch (wish.expected()) {
        case SERVE -> assertTrue(wish.named().isEmpty(), wish::name);
        case PART, REFUSE -> assertFalse(wish.named().isEmpty(), wish::name);
        case ASK -> assertTrue(wish.tests().isEmpty(), wish::name);
      }
    }
  }

  @Test
  void eachWordingOfWhatCanBeServedHasATest() {
    for (var wish : Wish.all()) {
      var isServed =
          wish.expected() == Wish.Expected.SERVE || wish.expected() == Wish.Expected.PART;
      for (var wording : wish.wordings().keySet()) {
        assertEquals(isServed, !Wishes.tests(wish, wording).isEmpty(), wish.name() + wording);
      }
    }
  }

  @Test
  void aQuarterIsHeldBack() {
    var all = Wish.all();
    assertTrue(all.stream().filter(Wish::held).count() * 4 >= all.size());
  }

  static List<Arguments> wordings() {
    var all =
        Wish.all().stream()
            .filter(wish -> !wish.held())
            .flatMap(
                wish -> wish.wordings().keySet().stream().map(w -> Arguments.of(wish.name(), w)))
            .toList();
    return Extent.sample(12, all);
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("wordings")
  void nothingIsWronglyDeployedByTheReaderOfEnglish(String name, String wording) throws Exception {
    var fate = new Wishes(Reader.ENGLISH.source(), folder).run(Wish.named(name), wording);
    assertTrue(
        fate.outcome() != Outcome.WRONG && fate.outcome() != Outcome.FAILED,
        () -> fate.line() + fate.why());
  }

  static List<String> written() {
    return Extent.sample(12, Written.names().toList());
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("written")
  void whatSomebodyWroteFromAWishIsRight(String name) throws Exception {
    var fate = run(Written.wish(name), Written.specification(name));
    assertTrue(fate.outcome() == Outcome.DEPLOYED || fate.outcome() == Outcome.IN_PART, fate::line);
  }

  static List<Arguments> mutants() {
    var all =
        Written.names()
            // The others are there for their ways, and their rules are told twice.
            .filter(name -> !name.contains("."))
            .flatMap(
                name ->
                    Mutants.of(Written.specification(name)).entrySet().stream()
                        .map(each -> Arguments.of(name, each.getKey(), each.getValue())))
            .toList();
    return Extent.sample(40, all);
  }

  @Tag("slow")
  @ParameterizedTest(name = "{0} without {1}")
  @MethodSource("mutants")
  void whatLacksOneRuleIsFound(String name, String rule, String specification) throws Exception {
    assertEquals(Outcome.WRONG, run(Written.wish(name), specification).outcome(), rule);
  }

  @Tag("slow")
  @Test
  void whatIsMissingWithoutAWordIsWronglyDeployed() throws Exception {
    var wish = Written.wish("vinyl");
    var served = Specifications.parse(Written.specification("fuel-cost"));
    assertEquals(Outcome.WRONG, run(wish, Specifications.write(served)).outcome());
    var said = List.of(new LeftOut("For every record we keep the artist", "Not understood."));
    var fate = run(wish, Specifications.write(served.with(said, List.of())));
    assertEquals(Outcome.IN_PART, fate.outcome(), fate::line);
    assertEquals(0, fate.right());
  }

  @Tag("slow")
  @Test
  void whatMustBeAskedIsNotServed() throws Exception {
    var wish = wish("ask", "named: [[at least 8], [at most 5]]");
    assertEquals(Outcome.WRONG, run(wish, Written.specification("vinyl")).outcome());
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of("refuse", "named: [[weather]]", "There is no weather here.", true),
        Arguments.of("refuse", "named: [[weather]]", "It is not understood.", false),
        Arguments.of("serve", "", "There is no weather here.", false));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void whatIsRefusedSaysWhy(String expect, String named, String why, boolean isAsExpected)
      throws Exception {
    var fate =
        new Wishes(_ -> new SpecSource.Outcome.Refused(why), folder)
            .run(wish(expect, named), "line");
    assertEquals(Outcome.REFUSED, fate.outcome());
    assertEquals(isAsExpected, fate.isAsExpected());
  }

  @Test
  void aContradictionIsAskedWithBothSides() throws Exception {
    var wish = wish("ask", "named: [[at least 8], [at most 5]]");
    Map<String, Boolean> questions =
        Map.of(
            "Is it at least 8, or at most 5?", true,
            "What does the service keep?", false,
            "It has to be at least 8.", false);
    for (var question : questions.entrySet()) {
      var fate = new Wishes(_ -> asking(question.getKey()), folder).run(wish, "line");
      assertEquals(Outcome.ASKED, fate.outcome());
      assertEquals(question.getValue(), fate.isAsExpected(), question::getKey);
    }
  }

  private static SpecSource.Outcome asking(String question) {
    var one = Specification.Question.of(question, question, "/kinds", List.of());
    var draft = Specifications.parse(Written.specification("vinyl"));
    // The sentence as it was typed is no reason.
    var left = List.of(new LeftOut("stars at least 8 and at most 5", "It is not understood."));
    return new SpecSource.Outcome.Questions(draft.with(left, List.of(one)));
  }

  private static Wish wish(String expect, String named) {
    return Wish.parsed(
        "some", false, "wordings: {line: some text}\nexpect: %s\n%s\n".formatted(expect, named));
  }

  private Fate run(Wish wish, String specification) throws Exception {
    return new Wishes(Written.reader(specification), folder)
        .run(wish, wish.wordings().keySet().iterator().next());
  }
}
