package factory.pipeline.source.english;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.source.SpecSource.Outcome.Questions;
import factory.pipeline.source.SpecSource.Outcome.Refused;
import factory.pipeline.source.SpecSource.Outcome.Understood;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Report;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specification.LeftOut;
import factory.pipeline.spec.Specifications;
import factory.pipeline.write.TypeWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is understood of which idea, as a table: {@code ideas.txt} holds each idea after a question
 * mark and below it what it becomes. {@code -Dgolden.rewrite=true} writes the file anew; review its
 * diff.
 */
final class IdeasTest {
  private static final Path TABLE = Path.of("src/test/resources/specifications/ideas.txt");

  @Test
  void understandsTheTable() throws IOException {
    var table = Files.readString(TABLE);
    var now = new StringBuilder();
    for (var line : table.lines().toList()) {
      if (line.startsWith("? ")) {
        now.append(line)
            .append('\n')
            .append(told(line.substring(2).replace("\\n", "\n")))
            .append('\n');
      } else if (line.startsWith("# ")) {
        now.append(line).append("\n\n");
      }
    }
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(TABLE, now);
    }
    assertThat(table).isEqualTo(now.toString());
    assertThat(table.lines().filter(line -> line.startsWith("? "))).hasSizeGreaterThan(60);
  }

  @Test
  void refusesOnlyWhatIsNoText() {
    assertThat(refused("")).contains("is empty").contains("for example");
    assertThat(refused(" \n\t ")).contains("is empty");
    assertThat(refused("???")).contains("no words");
    assertThat(refused("x".repeat(64 * 1024))).contains("8,000 characters");
  }

  @Test
  void asksForWhatIsMissing() {
    assertThat(draft("a bookshelf app").questions())
        .singleElement()
        .satisfies(
            question -> {
              assertThat(question.text()).isEqualTo("Which fields do the bookshelves have?");
              assertThat(question.path()).isEqualTo("/kinds/0/fields");
              assertThat(question.id()).matches("[0-9a-f]{16}");
            });
    assertThat(draft("make me rich").questions())
        .singleElement()
        .satisfies(question -> assertThat(question.path()).isEqualTo("/kinds"));
    assertThat(why("books with " + fields(51))).contains("51 fields").contains("at most 50");
    assertThat(why("books with a" + "b".repeat(60))).contains("60 characters");
    assertThat(why("books with rating from 5 to 1")).contains("from 5 to 1 is empty");
    assertThat(why("books with status: open")).isNotBlank();
    assertThat(draft("a bookshelf app").questions())
        .isEqualTo(draft("a bookshelf app").questions());
  }

  /** What is understood beside it must not hide what is not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Only admins can delete books.",
        "Send an email when a book is lent.",
        "A member can borrow at most 3 books.",
        "The total must never be negative for a member.",
        "Books can be rented for a day.",
        "Nobody may lend a book twice.",
        "Deleted books go to an archive.",
      })
  void aSentenceThatSaysMoreIsLeftOutAndIsAskedFor(String rule) {
    var books = "Track books with title and author.";
    for (var idea : List.of(books + " " + rule, rule + " " + books)) {
      var draft = draft(idea);
      assertThat(draft.kinds()).singleElement().satisfies(k -> assertThat(k.fields()).hasSize(2));
      assertThat(draft.questions()).isNotEmpty();
      assertThat(draft.leftOut())
          .extracting(LeftOut::text)
          .contains(rule.substring(0, rule.length() - 1));
    }
  }

  /** However it is brought into one form before it is read. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Send an E-Mail to Zo\u00eb when a book's LENT",
        "A Member can borrow \u201cat most\u201d 3\u20135 Books",
        "Only ADMINS may delete (or edit) Books >= 2 years",
        "\uFF21dmins & _Owners_ decide between one and five, or not",
        "It should be Fast -- and use Redis, \u2265 10,000 calls",
        "createPoll or createVote: yes/no",
      })
  void whatIsLeftOutIsToldAsItWasTyped(String rule) {
    var books = "Track books with title and author. ";
    for (var idea : List.of(books + rule + ".", rule + ". " + books, books + "  " + rule)) {
      assertThat(draft(idea).leftOut()).extracting(LeftOut::text).containsExactly(rule);
    }
    assertThat(draft(books + "\n\nMail  every\n Owner").leftOut().getFirst().text())
        .isEqualTo("Mail every Owner");
  }

  @Test
  void whatAReasonQuotesIsQuotedAsItWasTyped() {
    assertThat(why("Track books with Title and createPoll Z\u00fcrich"))
        .contains("\"createPoll Z\u00fcrich\"");
    assertThat(why("Track Books with Title, Postcode of exactly 5 Digits"))
        .contains("\"Postcode of exactly 5 Digits\"");
  }

  /** Rules, wishes and deeds where a field's name should be. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "create_poll",
        "create poll",
        "vote",
        "delete old entries",
        "postcode of exactly 5 digits",
        "a postcode with exactly five digits",
        "average rating",
        "sum of all votes",
        "password",
        "title (only admins may change it)",
        "title (the name on the cover)",
        "title (e.g. Emma)",
        "title (such as Emma or Persuasion)",
        "title so that I find it",
        "title which nobody else may see",
        "price in \u20ac",
        "users can comment",
        "number of books",
        "a limit of three per person",
        "sending mails",
        "status: open, or closed when it is paid",
      })
  void aRuleOrADeedIsNoField(String field) {
    assertThat(new EnglishSource().read("Track books with " + field + " and author."))
        .isInstanceOf(Questions.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a service where only staff can store books with title",
        "sell tickets with price",
        "a public list of books which I can edit with title",
        "authors with name and books, and books with title",
      })
  void whatTheKindsAreSaidToBeIsNotDropped(String idea) {
    assertThat(new EnglishSource().read(idea)).isInstanceOf(Questions.class);
  }

  @Test
  void whatIsPrivateIsSeenByItsMakerAlone() {
    var outcome = new EnglishSource().read("private notes with text");
    assertThat(outcome).isInstanceOf(Understood.class);
    assertThat(((Understood) outcome).specification().kind("note").orElseThrow().access().read())
        .isEqualTo(new Access.Owner());
  }

  @Test
  void aFieldWithTheNameOfAnotherKindRefersToOne() {
    var outcome = new EnglishSource().read("authors with name, and books with title and author");
    assertThat(outcome).isInstanceOf(Understood.class);
    var specification = ((Understood) outcome).specification();
    assertThat(specification.kind("book").orElseThrow().field("author").orElseThrow().type())
        .isEqualTo(new FieldType.Reference("author", FieldType.OnDelete.RESTRICT));
    assertThat(specification.assumptions()).contains("The author of books is one of the authors.");
  }

  @Test
  void takesFiftyFields() {
    assertThat(new EnglishSource().read("books with " + fields(50))).isInstanceOf(Understood.class);
  }

  @Test
  void givesTheSameSpecificationForTheSameIdea() {
    var idea = "track books with title, author and a rating from 1 to 5";
    assertThat(new EnglishSource().read(idea)).isEqualTo(new EnglishSource().read(idea));
  }

  private static String fields(int count) {
    List<String> names = new ArrayList<>();
    for (var i = 0; i < count; i++) {
      names.add("f" + (char) ('a' + i / 26) + (char) ('a' + i % 26));
    }
    return String.join(", ", names);
  }

  private static String refused(String idea) {
    return switch (new EnglishSource().read(idea)) {
      case Refused(var why) -> why;
      case Questions(var draft) -> throw new AssertionError("a plan: " + draft);
      case Understood(var specification) -> throw new AssertionError("a service: " + specification);
    };
  }

  private static Specification draft(String idea) {
    return switch (new EnglishSource().read(idea)) {
      case Refused(var why) -> throw new AssertionError(why);
      case Questions(var draft) -> draft;
      case Understood(var specification) -> throw new AssertionError("a service: " + specification);
    };
  }

  private static String why(String idea) {
    return draft(idea).leftOut().stream().map(LeftOut::reason).collect(Collectors.joining("\n"));
  }

  private static String told(String idea) {
    return switch (new EnglishSource().read(idea)) {
      case Refused(var why) -> "    REFUSED: " + why + "\n";
      case Understood(var specification) -> shown(specification);
      case Questions(var draft) -> shown(draft);
    };
  }

  private static String shown(Specification specification) {
    var text = new StringBuilder();
    if (!specification.description().isEmpty()) {
      text.append("    \"").append(specification.description()).append("\"\n");
    }
    for (var kind : specification.kinds()) {
      text.append("    /%s of %s\n".formatted(kind.plural(), kind.name()));
      for (var field : kind.fields()) {
        text.append(
            "        %s: %s%s%s\n"
                .formatted(
                    field.name(),
                    TypeWords.of(field.type()),
                    field.required() ? ", required" : "",
                    field.unique() ? ", unique" : ""));
      }
    }
    for (var kind : specification.kinds()) {
      var said =
          new Kind(
              kind.name(),
              kind.plural(),
              "",
              kind.key(),
              List.of(),
              kind.unique(),
              kind.noOverlap(),
              kind.rules(),
              kind.expires(),
              kind.listing(),
              kind.access(),
              kind.operations());
      var rules =
          Specifications.write(
              new Specification(
                  1,
                  "x",
                  "",
                  List.of(said),
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of()));
      var plural = rules.indexOf("\"plural\"");
      var line = rules.substring(rules.indexOf('\n', plural)).replaceAll("\\s+", " ").strip();
      var shown = line.replaceFirst("(?: ?[}\\]],?)+ ?}$", "").strip();
      if (!shown.isEmpty()) {
        text.append("    of /%s: %s\n".formatted(kind.plural(), shown));
      }
    }
    specification
        .reports()
        .forEach(
            report ->
                text.append(
                    "    /%s: %s by %s\n"
                        .formatted(
                            report.name(),
                            report.measures().stream().map(Report.Measure::name).toList(),
                            report.groups().stream().map(Report.Group::name).toList())));
    for (var left : specification.leftOut()) {
      text.append("    left out: ")
          .append(left.text())
          .append(" (")
          .append(left.reason())
          .append(")\n");
    }
    specification
        .questions()
        .forEach(question -> text.append("    asks: ").append(question.text()).append('\n'));
    return text.toString();
  }
}
