package factory.pipeline.source.english;

import factory.pipeline.source.english.Statement.Does;
import factory.pipeline.source.english.Statement.Does.Then;
import factory.pipeline.spec.Access;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a record by a deed, and what a number is called by its steps: {@code When a
 * voucher is redeemed, its status becomes redeemed}. Answers to questions are such sentences.
 */
final class Deeds {
  private static final String SOME = "(?:an?|the|each|every|any) ";
  private static final String NAME = "[a-z][a-z0-9_-]*(?: [a-z0-9_-]+){0,3}?";

  private static final Pattern WHEN =
      Pattern.compile(
          "(?:when|once|whenever|as soon as) (?:somebody |someone |i |we )?(?:(?<active>[a-z]+) "
              + SOME
              + "(?<k1>"
              + NAME
              + ")|"
              + SOME
              + "(?<k2>"
              + NAME
              + ") (?:is|gets) (?<passive>[a-z]+)),? (?<then>(?:its|the|it) .+)");

  private static final Pattern TO =
      Pattern.compile(
          "(?:for (?:(?<own>its author)|(?:the )?wallet (?<wallet>0x[0-9a-f]{40})) only ?,? ?)?to (?<active>[a-z]+) "
              + SOME
              + "(?<k1>"
              + NAME
              + ") (?<then>(?:sets|lowers|raises|deletes) .+)");

  private static final Pattern NOW =
      Pattern.compile(
          "(?:sets )?(?:its|the) (?<f>"
              + NAME
              + ") (?:to|becomes|is set to|is updated to|is) (?:the )?(?:now|today|current (?:time|date|day)|that (?:time|day|moment))");

  private static final Pattern WORD =
      Pattern.compile(
          "(?:sets )?(?:its|the) (?<f>"
              + NAME
              + ") (?:to|becomes|is set to|changes to|turns) (?<w>[a-z][a-z0-9_-]*)");

  private static final Pattern LESS =
      Pattern.compile(
          "(?:lowers (?:its|the) (?<f1>"
              + NAME
              + ") by (?:one|1)|(?:its|the) (?<f2>"
              + NAME
              + ") (?:goes down|drops|falls|decreases|is lowered|is reduced|shrinks) by (?:one|1))");

  private static final Pattern MORE =
      Pattern.compile(
          "(?:raises (?:its|the) (?<f1>"
              + NAME
              + ") by (?:one|1)|(?:its|the) (?<f2>"
              + NAME
              + ") (?:goes up|rises|grows|increases|is raised|is increased) by (?:one|1))");

  private static final Pattern GRADED =
      Pattern.compile(
          "the (?<name>[a-z][a-z_ ]{0,40}?) of "
              + SOME
              + "(?<k>"
              + NAME
              + ") (?:by|is computed from) (?:its|the) (?<f>"
              + NAME
              + ") is (?<steps>.+?),? (?:or )?(?:otherwise|else|below that)(?: it is)? (?:an? )?(?<last>[a-z0-9_-]+)");

  private static final Pattern STEP =
      Pattern.compile("(?:an? )?([a-z0-9_-]+) from (-?[0-9]+(?:\\.[0-9]+)?)");

  private static final int LONGEST = 400;

  private Deeds() {}

  /** What a clause in plain form says; empty when it is no such one. */
  static Optional<Statement> read(String clause, Names names) {
    if (clause.length() > LONGEST) {
      return Optional.empty();
    }
    var deed = TO.matcher(clause);
    if (deed.matches()) {
      return deed(names, deed.group("k1"), deed.group("active"), deed.group("then"))
          .map(does -> only(does, who(deed.group("own"), deed.group("wallet"))));
    }
    var when = WHEN.matcher(clause);
    if (when.matches()) {
      return when.group("active") == null
          ? deed(names, when.group("k2"), lemma(when.group("passive")), when.group("then"))
          : deed(names, when.group("k1"), when.group("active"), when.group("then"));
    }
    return graded(clause, names);
  }

  /** The verb of a word such as {@code redeemed}. */
  static String lemma(String participle) {
    return Language.words(List.of("it", "is", participle)).getLast().lemma();
  }

  private static Access who(@Nullable String author, @Nullable String wallet) {
    return author != null
        ? new Access.Owner()
        : wallet != null
            ? new Access.When("caller == '%s'".formatted(wallet))
            : new Access.Anyone();
  }

  private static Statement only(Statement said, Access who) {
    return said instanceof Does does
        ? new Does(does.kind(), does.verb(), does.then(), does.field(), does.word(), who)
        : said;
  }

  private static Optional<Statement> deed(Names names, String of, String verb, String then) {
    var kind = names.kind(PlainText.words(of));
    if (kind.isEmpty() || !verb.matches("[a-z]{2,30}") || verb.matches("be|is|have|delete")) {
      return Optional.empty();
    }
    if (then.matches("deletes it|it is deleted|it is removed")) {
      return Optional.of(new Does(kind.get(), verb, Then.GONE, "", "", new Access.Anyone()));
    }
    for (var each : Map.of(LESS, Then.LESS, MORE, Then.MORE).entrySet()) {
      var number = each.getKey().matcher(then);
      if (number.matches()) {
        var words = number.group("f1") == null ? number.group("f2") : number.group("f1");
        return field(names, words)
            .map(
                field ->
                    new Does(kind.get(), verb, each.getValue(), field, "", new Access.Anyone()));
      }
    }
    var now = NOW.matcher(then);
    if (now.matches()) {
      return field(names, now.group("f"))
          .map(field -> new Does(kind.get(), verb, Then.NOW, field, "", new Access.Anyone()));
    }
    var word = WORD.matcher(then);
    if (!word.matches()) {
      return Optional.empty();
    }
    var field =
        field(names, word.group("f"))
            .or(() -> Optional.of(word.group("f")).filter(f -> f.matches("status|state")));
    return field.map(
        f ->
            new Does(
                kind.get(),
                verb,
                Then.WORD,
                f,
                word.group("w").replace('-', '_'),
                new Access.Anyone()));
  }

  private static Optional<String> field(Names names, String text) {
    var words = PlainText.words(text);
    return words.isEmpty() ? Optional.empty() : names.field(words);
  }

  private static Optional<Statement> graded(String clause, Names names) {
    var graded = GRADED.matcher(clause);
    if (!graded.matches()) {
      return Optional.empty();
    }
    var kind = names.kind(PlainText.words(graded.group("k")));
    var field = field(names, graded.group("f"));
    if (kind.isEmpty() || field.isEmpty()) {
      return Optional.empty();
    }
    Map<String, BigDecimal> steps = new LinkedHashMap<>();
    for (var part : graded.group("steps").split(",? and |, ?")) {
      var step = STEP.matcher(part.strip());
      if (!step.matches() || steps.containsKey(step.group(1))) {
        return Optional.empty();
      }
      steps.put(step.group(1), new BigDecimal(step.group(2)));
    }
    return Optional.of(
        new Statement.Graded(
            kind.get(),
            graded.group("name").strip().replace(' ', '_'),
            field.get(),
            steps,
            graded.group("last")));
  }
}
