package factory.pipeline.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.mesh.Refused;
import factory.pipeline.source.SpecSource.Outcome.Questions;
import factory.pipeline.source.english.EnglishSource;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specification.Choice;
import factory.pipeline.spec.Specification.LeftOut;
import factory.pipeline.spec.Specification.Question;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions about sentences that are not understood, and what their answers make of a plan. */
final class AnswersTest {
  private static final String CARDS = "Cards have a code and a value. ";

  @Test
  void aDeedIsAskedForWithWhatMayBecomeOfTheRecord() {
    var asked = asked(CARDS + "Members redeem a card.");
    var question = asked.questions().getFirst();

    assertThat(question.text()).startsWith("What happens when a card is redeemed?");
    assertThat(question.path()).isEqualTo("/left_out/0");
    assertThat(question.choices())
        .extracting(Choice::label)
        .first()
        .asString()
        .contains("\"redeemed\", once");
    assertThat(question.choices().getLast().value()).isEqualTo("without");

    var after = answered(asked, "\"redeemed\", once");
    assertThat(after.questions()).isEmpty();
    assertThat(Checker.check(after)).isEmpty();
    assertThat(after.leftOut()).isEmpty();
    assertThat(after.actions())
        .singleElement()
        .satisfies(action -> assertThat(action.name()).isEqualTo("redeem"));
    assertThat(after.assumptions())
        .anyMatch(a -> a.startsWith("\"Members redeem a card\" means: "));
  }

  @Test
  void whatAnAnswerDoesNotSpeakOfIsLeftOutStill() {
    var after = answered(asked(CARDS + "Members redeem a card at the till."), "\"redeemed\", once");

    assertThat(after.actions()).hasSize(1);
    assertThat(after.leftOut())
        .singleElement()
        .extracting(LeftOut::reason)
        .asString()
        .startsWith("Of it, as was answered, the service has this: to redeem a card");
  }

  @Test
  void oneAnswerLeavesTheOtherQuestionsAndSentencesAsTheyWere() {
    var asked =
        asked(CARDS + "Members redeem a card. Only admins can delete cards. Staff void a card.");
    assertThat(asked.questions()).hasSize(3);

    var after = answered(asked, "\"redeemed\", once");
    assertThat(after.questions()).hasSize(2);
    assertThat(after.questions())
        .extracting(Question::path)
        .containsExactly("/left_out/0", "/left_out/1");
    assertThat(after.leftOut())
        .extracting(LeftOut::text)
        .containsExactly("Only admins can delete cards", "Staff void a card");

    var both = answered(after, "Whoever made the card");
    assertThat(both.kinds().getFirst().access().delete()).isEqualTo(new Access.Owner());
    assertThat(both.actions()).isEqualTo(after.actions());
  }

  @Test
  void anAnswerInWordsIsReadToo() {
    var asked = asked(CARDS + "Members redeem a card.");
    var id = asked.questions().getFirst().id();

    var after = Answering.answered(asked, Map.of(id, "When a card is redeemed, it is deleted."));
    assertThat(after.actions()).hasSize(1);
    assertThatThrownBy(() -> Answering.answered(asked, Map.of(id, "Blub the wug.")))
        .isInstanceOf(Refused.class);
  }

  @Test
  void aWalletThatIsNamedMayAloneDoIt() {
    var wallet = "0x" + "b".repeat(40);
    var asked =
        asked(
            "Requests have a reason. Only the wallet %s can approve a request.".formatted(wallet));

    var after = answered(asked, "only that wallet can");
    assertThat(after.actions().getFirst().access())
        .isEqualTo(new Access.When("caller == '%s'".formatted(wallet)));
  }

  @Test
  void stepsOfANumberAreAWord() {
    var asked =
        asked(
            "Tests have a title and points from 0 to 100. From 90 it is an a, from 75 a b, otherwise a c.");
    var after = asked;
    for (var question : asked.questions()) {
      if (question.choices().size() > 1) {
        after =
            Answering.answered(after, Map.of(question.id(), question.choices().getFirst().value()));
      }
    }
    assertThat(after.leftOut().size()).isLessThanOrEqualTo(asked.leftOut().size());
  }

  /** From each of them a path of clicks leads to a service. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a bookshelf app",
        "Ticket shop for a theatre: shows with title, date, seats. People buy up to 4 tickets.",
        "Lost and found: item, place, date found. Somebody claims an item; the finder confirms.",
        "Cards have a code. Members redeem a card. Only admins delete cards. Show me what is left.",
      })
  void clicksAloneMakeAService(String idea) {
    var now = asked(idea);
    for (var clicks = 0; clicks < 30 && !now.questions().isEmpty(); clicks++) {
      var question = now.questions().getFirst();
      assertThat(question.choices()).as(question.text()).isNotEmpty();
      assertThat(question.choices()).extracting(Choice::value).doesNotHaveDuplicates();
      now = Answering.answered(now, Map.of(question.id(), question.choices().getFirst().value()));
    }
    assertThat(now.questions()).isEmpty();
    assertThat(Checker.check(now)).isEmpty();
  }

  private static Specification asked(String idea) {
    return ((Questions) new EnglishSource().read(idea)).draft();
  }

  private static Specification answered(Specification asked, String label) {
    for (var question : asked.questions()) {
      for (var choice : question.choices()) {
        if (choice.label().contains(label)) {
          return Answering.answered(asked, Map.of(question.id(), choice.value()));
        }
      }
    }
    throw new AssertionError("no such choice: " + asked.questions());
  }
}
