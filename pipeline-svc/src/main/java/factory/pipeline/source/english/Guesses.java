package factory.pipeline.source.english;

import factory.pipeline.source.english.Recognised.Done;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Specification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a sentence may mean of which only parts are recognised: sentences that are made of these
 * parts. Whether they are understood and fit is for somebody else to try.
 *
 * @param text what is asked
 * @param all in the order in which they are likely
 * @param without what it is called to leave the sentence out
 */
record Guesses(String text, List<Guess> all, String without) {
  private static final String LEAVE_OUT = "None of these: leave it out";
  private static final int MOST_CHARACTERS = 400;

  private static final Pattern STEPS =
      Pattern.compile(
          "(?:from|above|over|at least) ([0-9]+(?:\\.[0-9]+)?)(?: ?%| percent| points?)?,? (?:it is |it s |is |means |gives? |gets? )*(?:an? )?([a-z]+)\\b");
  private static final Pattern LAST =
      Pattern.compile(
          "(?:otherwise|else|below(?: that)?|less|under that|the rest(?: is)?)(?: it is)? (?:an? )?([a-z]+)\\b");

  /** Deeds after which somebody has something. */
  private static final Pattern HELD =
      Pattern.compile("borrow|claim|rent|grab|reserve|lend|take|hire|loan|use");

  /** Numbers of which there can be one more or less. */
  private static final Pattern COUNTS =
      Pattern.compile(
          "(?:^|_)(?:number_of|count|quantity|stock|copies|bottles|pieces|units|uses|points|credits|left|likes|votes|score|items|times|amount|seats|places|tickets|portions)(?:_|$)");

  private static final Pattern WALLET = Pattern.compile("0x[0-9a-f]{40}");

  private static final Pattern MARKS =
      Pattern.compile(
          "\\b(?:mark|marks|marked|flag|flags|flagged|tick|ticks) .{0,40}?\\bas ([a-z]+)\\b");

  private static final Pattern WORDS =
      Pattern.compile(
          "\\b([a-z]+)(?: ?, ?| ?/ ?| or )([a-z]+)(?:(?: ?, ?(?:or )?| ?/ ?| or )([a-z]+))?\\b");

  /**
   * One of them.
   *
   * @param sentences that say it
   * @param label for whoever is asked
   */
  record Guess(String sentences, String label) {}

  /** Keeps a copy. */
  Guesses {
    all = List.copyOf(all);
  }

  /**
   * Of a part of an idea as it was typed.
   *
   * @param spoken the kind that was spoken of; may be empty
   */
  static Guesses of(String typed, Specification specification, String spoken) {
    var text = plain(typed);
    if (text.isEmpty() || text.length() > MOST_CHARACTERS || specification.kinds().isEmpty()) {
      return new Guesses("What is meant?", List.of(), LEAVE_OUT);
    }
    var found = Recognised.of(text, specification, spoken);
    var permission = GuessedAccess.of(found);
    if (permission.isPresent()) {
      return permission.get();
    }
    List<Guess> all = new ArrayList<>();
    graded(found, all);
    answers(found, all);
    marked(found, all);
    either(found, all);
    found.deeds().stream().limit(2).forEach(done -> deed(found, done, all, specification));
    GuessedLists.add(found, all);
    GuessedFields.add(found, all);
    var asked =
        found.deeds().isEmpty() || all.stream().noneMatch(g -> g.sentences().contains(" sets its "))
            ? "What is meant?"
            : "What happens when %s is %s?"
                .formatted(
                    a(word(found.deeds().getFirst().kind())), found.deeds().getFirst().done());
    return new Guesses(asked, all, LEAVE_OUT);
  }

  private static String plain(String typed) {
    try {
      var sentences = PlainText.sentences(typed);
      return sentences.isEmpty() ? "" : Sentence.plain(sentences.getFirst().text());
    } catch (Misread misread) {
      return "";
    }
  }

  /** With its article. */
  static String a(String noun) {
    return (noun.matches("[aeio].*|un[^i].*") ? "an " : "a ") + noun;
  }

  static String word(Kind kind) {
    return Builder.words(kind.name());
  }

  /** What becomes of a record by a deed. */
  private static void deed(
      Recognised found, Done done, List<Guess> all, Specification specification) {
    var kind = done.kind();
    var state =
        kind.fields().stream()
            .filter(f -> f.type() instanceof FieldType.Choice c && c.words().contains(done.done()))
            .map(f -> f.name())
            .findFirst()
            .orElse("status");
    for (var whose : whose(found).entrySet()) {
      var who = whose.getKey();
      var says = "%s%s: its".formatted(done.verb(), whose.getValue());
      var sets =
          "%sto %s a %s sets its %s to %s."
              .formatted(who, done.verb(), word(kind), Builder.words(state), done.done());
      var label = "%s %s becomes \"%s\", once".formatted(says, Builder.words(state), done.done());
      specification.kinds().stream()
          .filter(child -> !child.equals(kind) && refers(child, kind))
          .forEach(
              child ->
                  all.add(
                      new Guess(
                          "%s %s %s take no new %s."
                              .formatted(
                                  sets,
                                  done.done(),
                                  Builder.words(kind.plural()),
                                  Builder.words(child.plural())),
                          "%s, and it takes no new %s then"
                              .formatted(label, Builder.words(child.plural())))));
      all.add(new Guess(sets, label));
    }
    var verb = done.verb();
    if (HELD.matcher(verb).matches()) {
      all.add(
          new Guess(
              "Users can %s a %s that is not %s yet. Only whoever %s it can return it. Show who has a %s."
                  .formatted(verb, word(kind), done.done(), done.done(), word(kind)),
              "%s: whoever does it has the %s until giving it back, one person at a time"
                  .formatted(verb, word(kind))));
    }
    for (var field : kind.fields()) {
      var name = Builder.words(field.name());
      var to = "to %s a %s ".formatted(verb, word(kind));
      var isNamed = found.fields().stream().anyMatch(of -> of.field().equals(field));
      if ((isNamed || field.name().matches(".*(?:last|%s).*".formatted(done.done())))
          && (field.type() instanceof FieldType.Date
              || field.type() instanceof FieldType.Instant)) {
        all.add(
            new Guess(
                to + "sets its " + name + " to now.",
                "%s: its %s becomes that of the moment".formatted(verb, name)));
      } else if (field.type() instanceof FieldType.Whole
          && field.isStored()
          && (isNamed || COUNTS.matcher(field.name()).find())) {
        all.add(
            new Guess(
                to + "lowers its " + name + " by one.",
                "%s: its %s goes down by one, as long as there are any".formatted(verb, name)));
        all.add(
            new Guess(
                to + "raises its " + name + " by one.",
                "%s: its %s goes up by one".formatted(verb, name)));
      }
    }
    all.add(
        new Guess(
            "Users can %s a %s, once per person.".formatted(verb, word(kind)),
            "%s: who did it is kept, once per person and %s".formatted(verb, word(kind))));
    all.add(
        new Guess(
            "to %s a %s deletes it.".formatted(verb, word(kind)),
            "%s: the %s is deleted".formatted(verb, word(kind))));
  }

  private static boolean refers(Kind child, Kind parent) {
    return child.fields().stream()
        .anyMatch(f -> f.type() instanceof FieldType.Reference r && r.kind().equals(parent.name()));
  }

  /** A word by the steps of a number. */
  private static void graded(Recognised found, List<Guess> all) {
    List<String> steps = new ArrayList<>();
    var step = STEPS.matcher(found.text());
    while (step.find()) {
      steps.add("%s from %s".formatted(step.group(2), step.group(1)));
    }
    var last = LAST.matcher(found.text());
    if (steps.isEmpty() || !last.find()) {
      return;
    }
    var name =
        found.says("level")
            ? "level"
            : found.says("tier") ? "tier" : found.says("category") ? "category" : "grade";
    for (var kind : found.spoken().stream().toList()) {
      for (var field : kind.fields()) {
        if (field.type() instanceof FieldType.Whole || field.type() instanceof FieldType.Decimal) {
          all.add(
              new Guess(
                  "the %s of a %s by its %s is %s, otherwise %s."
                      .formatted(
                          name,
                          word(kind),
                          Builder.words(field.name()),
                          String.join(", ", steps),
                          last.group(1)),
                  "Each %s shows a %s that follows from its %s: %s, else %s"
                      .formatted(
                          word(kind),
                          name,
                          Builder.words(field.name()),
                          String.join(", ", steps),
                          last.group(1))));
        }
      }
    }
  }

  /** What each person says to a record, of some words. */
  private static void answers(Recognised found, List<Guess> all) {
    var words = WORDS.matcher(found.text());
    if (!words.find()
        || !found.says("answers?|votes?|says?|responds?|repl(?:y|ies)|rsvp|choose[s]?|picks?")) {
      return;
    }
    List<String> said = new ArrayList<>(List.of(words.group(1), words.group(2)));
    if (words.group(3) != null) {
      said.add(words.group(3));
    }
    var listed = String.join(", ", said.subList(0, said.size() - 1)) + " or " + said.getLast();
    var noun = found.says("votes?") ? "vote" : found.says("rsvp") ? "rsvp" : "answer";
    for (var kind : found.spoken().stream().toList()) {
      all.add(
          new Guess(
              "Each %s has a %s and a choice: %s. One %s per user and %s. Only its author may change or delete a %s."
                  .formatted(noun, word(kind), listed, noun, word(kind), noun),
              "Each person gives one %s to a %s (%s), and can change it alone"
                  .formatted(noun, word(kind), listed)));
    }
  }

  /** {@code marks it as done}. */
  private static void marked(Recognised found, List<Guess> all) {
    var marks = MARKS.matcher(found.text());
    for (var kind : marks.find() ? found.spoken().stream().toList() : List.<Kind>of()) {
      var word = marks.group(1);
      all.add(
          new Guess(
              "Users can mark a %s as %s.".formatted(word(kind), word),
              "Each %s has a field \"%s\": yes or no, and no at first"
                  .formatted(word(kind), word)));
    }
  }

  /** Who may do it, as answers begin with it, each with its words. */
  private static Map<String, String> whose(Recognised found) {
    Map<String, String> all = new LinkedHashMap<>();
    var wallet = WALLET.matcher(found.text());
    if (wallet.find()) {
      all.put(
          "for the wallet %s only, ".formatted(wallet.group()),
          ", which only that wallet can (%s...)".formatted(wallet.group().substring(0, 8)));
    }
    if (found.says("only|nobody else|own|mine|author|owner|starter|maker|whoever|alone|who")) {
      all.put("for its author only, ", ", which only whoever made it can");
    }
    all.put("", "");
    return all;
  }

  /** {@code approves or rejects it}: one or the other. */
  private static void either(Recognised found, List<Guess> all) {
    var deeds = found.deeds();
    if (deeds.size() < 2 || deeds.size() > 3) {
      return;
    }
    var kind = deeds.getFirst().kind();
    if (deeds.stream().anyMatch(done -> !done.kind().equals(kind))) {
      return;
    }
    for (var whose : whose(found).entrySet()) {
      all.add(
          new Guess(
              String.join(
                  " ",
                  deeds.stream()
                      .map(
                          done ->
                              "%sto %s a %s sets its status to %s."
                                  .formatted(whose.getKey(), done.verb(), word(kind), done.done()))
                      .toList()),
              "%s%s: its status becomes %s, whichever is done first, once"
                  .formatted(
                      String.join(" or ", deeds.stream().map(Done::verb).toList()),
                      whose.getValue(),
                      String.join(
                          " or ",
                          deeds.stream().map(done -> "\"%s\"".formatted(done.done())).toList()))));
    }
  }
}
