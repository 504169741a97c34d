package factory.pipeline.source.english;

import factory.pipeline.source.english.FieldReader.Need;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Origin;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is said of fields that are there. */
final class FieldChanges {
  private static final int LONGEST = 1_000;

  private final Builder builder;

  FieldChanges(Builder builder) {
    this.builder = builder;
  }

  void apply(Statement statement) throws Misread {
    switch (statement) {
      case Statement.Needs needs -> {
        for (var name : needs.fields()) {
          need(builder.with(needs.kind(), name), name, needs.need());
        }
      }
      case Statement.Bounded bounded -> bounded(bounded);
      case Statement.Length length -> length(length);
      case Statement.Default fallback ->
          fallback(fallback.kind(), fallback.field(), fallback.word());
      case Statement.Fixed fixed -> {
        for (var name : fixed.fields()) {
          var draft = builder.with(fixed.kind(), name);
          var field = builder.field(draft, name);
          if (!(field.origin() instanceof Origin.Given given)) {
            throw new Misread(
                "The field \"%s\" is given by nobody.".formatted(Builder.words(name)));
          }
          put(draft, field, field.type(), new Origin.Given(given.fallback(), true));
        }
      }
      case Statement.Product product -> product(product);
      case Statement.Passed passed -> passed(passed);
      case Statement.Chain chain -> chain(chain);
      case Statement.Starts starts -> starts(starts);
      case Statement.CanBe canBe -> canBe(canBe);
      default -> throw new IllegalArgumentException("no change of a field");
    }
  }

  private static void put(Draft draft, Field field, FieldType type, Origin origin) {
    draft.put(
        Draft.with(field, type, field.required(), field.unique(), origin),
        draft.need(field.name()));
  }

  private void need(Draft draft, String name, String need) throws Misread {
    var field = builder.field(draft, name);
    var before = draft.saidNeed(name);
    if (need.equals("optional") ? before == Need.REQUIRED : before == Need.OPTIONAL) {
      throw new Misread(
          "The field \"%s\" of %s is said to be both required and optional."
              .formatted(Builder.words(name), draft.words()));
    }
    switch (need) {
      case "optional" -> draft.need(name, Need.OPTIONAL);
      case "not empty" -> {
        draft.need(name, Need.REQUIRED);
        if (field.type() instanceof FieldType.Text text) {
          put(
              draft,
              field,
              lengths(text, Math.max(1, text.minLength()), text.maxLength()),
              field.origin());
        }
      }
      default -> draft.need(name, Need.REQUIRED);
    }
  }

  private static FieldType.Text lengths(FieldType.Text text, int least, int most) {
    return new FieldType.Text(
        least, most, text.pattern(), text.multiline(), text.trimmed(), text.ignoreCase());
  }

  private void bounded(Statement.Bounded said) throws Misread {
    var draft = builder.with(said.kind(), said.field());
    var field = builder.field(draft, said.field());
    var bounds = new FieldType.Bounds(said.least(), said.above(), said.most(), said.below());
    if (bounds.min().isPresent()) {
      draft.says("the least of \"%s\"".formatted(Builder.words(field.name())), plain(bounds.min()));
    }
    if (bounds.max().isPresent()) {
      draft.says("the most of \"%s\"".formatted(Builder.words(field.name())), plain(bounds.max()));
    }
    var type =
        switch (field.type()) {
          case FieldType.Whole whole -> new FieldType.Whole(both(whole.bounds(), bounds, field));
          case FieldType.Decimal decimal ->
              new FieldType.Decimal(both(decimal.bounds(), bounds, field), decimal.scale());
          case FieldType.Money money -> new FieldType.Money(both(money.bounds(), bounds, field));
          default ->
              throw new Misread(
                  "The field \"%s\" is no number, which bounds need."
                      .formatted(Builder.words(field.name())));
        };
    put(draft, field, type, field.origin());
  }

  private static String plain(Optional<BigDecimal> number) {
    return number.orElseThrow().stripTrailingZeros().toPlainString();
  }

  private static FieldType.Bounds both(FieldType.Bounds a, FieldType.Bounds b, Field field)
      throws Misread {
    var both =
        new FieldType.Bounds(
            b.min().or(a::min),
            b.min().isPresent() ? b.minExclusive() : a.minExclusive(),
            b.max().or(a::max),
            b.max().isPresent() ? b.maxExclusive() : a.maxExclusive());
    if (both.min().isPresent()
        && both.max().isPresent()
        && both.min().get().compareTo(both.max().get())
            >= (both.minExclusive() || both.maxExclusive() ? 0 : 1)) {
      throw new Misread(
          "No number is both at least %s and at most %s, which is said of \"%s\"."
              .formatted(
                  both.min().get().toPlainString(),
                  both.max().get().toPlainString(),
                  Builder.words(field.name())));
    }
    if (field.type() instanceof FieldType.Whole
        && (b.min().map(BigDecimal::scale).orElse(0) > 0
            || b.max().map(BigDecimal::scale).orElse(0) > 0)) {
      throw new Misread(
          "The bounds of \"%s\" must be whole numbers.".formatted(Builder.words(field.name())));
    }
    return both;
  }

  private void length(Statement.Length said) throws Misread {
    var draft = builder.with(said.kind(), said.field());
    var field = builder.field(draft, said.field());
    if (said.digits()) {
      // Numbers would lose their zeros.
      if (field.type() instanceof FieldType.Text || field.type() instanceof FieldType.Whole) {
        put(
            draft,
            field,
            new FieldType.Text(
                0, LONGEST, Optional.of("[0-9]{%d}".formatted(said.least())), false, false, false),
            field.origin());
        return;
      }
    } else if (field.type() instanceof FieldType.Text text && said.least() <= said.most()) {
      put(
          draft,
          field,
          lengths(
              text,
              said.least(),
              Math.max(
                  said.least(),
                  Math.min(
                      said.most(),
                      said.most() == 20_000
                          ? Math.max(text.maxLength(), said.least())
                          : said.most()))),
          field.origin());
      return;
    }
    throw new Misread(
        "The field \"%s\" is no text of so many characters."
            .formatted(Builder.words(field.name())));
  }

  private void fallback(String kind, String name, String word) throws Misread {
    var draft = builder.with(kind, name);
    var field = builder.field(draft, name);
    if (!(field.origin() instanceof Origin.Given given)) {
      throw new Misread("The field \"%s\" is given by nobody.".formatted(Builder.words(name)));
    }
    var cel =
        switch (field.type()) {
          case FieldType.Choice choice when choice.words().contains(word.replace('-', '_')) ->
              "'" + word.replace('-', '_') + "'";
          case FieldType.Truth _ when word.matches("true|false|yes|no|on|off") ->
              word.matches("true|yes|on") ? "true" : "false";
          case FieldType.Whole _ when word.matches("-?\\d{1,15}") -> word;
          case FieldType.Text _ when word.matches("[a-z0-9_.-]+") -> "'" + word + "'";
          case FieldType.Date _ when word.equals("today") -> "date(now)";
          case FieldType.Instant _ when word.equals("now") -> "now";
          default ->
              throw new Misread(
                  "\"%s\" cannot be \"%s\"."
                      .formatted(Builder.words(name), word.replaceAll("[^a-z0-9_.-]", "")));
        };
    draft.says("what \"%s\" is when nobody says it".formatted(Builder.words(name)), cel);
    draft.put(
        Draft.with(
            field,
            field.type(),
            true,
            field.unique(),
            new Origin.Given(Optional.of(cel), given.fixed())),
        Need.OPTIONAL);
    draft.force(name);
  }

  private void product(Statement.Product product) throws Misread {
    var draft = builder.with(product.kind(), product.parts().getFirst());
    var a = builder.field(draft, product.parts().getFirst());
    var b = builder.field(draft, product.parts().getLast());
    var money = a.type() instanceof FieldType.Money || b.type() instanceof FieldType.Money;
    var whole = a.type() instanceof FieldType.Whole && b.type() instanceof FieldType.Whole;
    for (var part : List.of(a, b)) {
      Tables.typeOf(factory.pipeline.spec.AggregateFunction.SUM, part);
      if (!part.isStored()) {
        throw new Misread("Only what is kept can be computed with.");
      }
    }
    if (money
        && !product.sign().equals("*")
        && !(a.type() instanceof FieldType.Money && b.type() instanceof FieldType.Money)) {
      throw new Misread("Money and other numbers cannot be added up.");
    }
    if (!product.name().matches("[a-z][a-z_]{0,40}")) {
      throw new Misread("It does not say what the result is called.");
    }
    var before = draft.field(product.name());
    if (before.isPresent() && before.get().equals(a)) {
      throw new Misread("A field cannot be computed from itself.");
    }
    draft.force(a.name());
    draft.force(b.name());
    var cel = "record.%s %s record.%s".formatted(a.name(), product.sign(), b.name());
    draft.put(
        new Field(
            product.name(),
            money
                ? new FieldType.Money(FieldType.Bounds.NONE)
                : whole
                    ? new FieldType.Whole(FieldType.Bounds.NONE)
                    : new FieldType.Decimal(FieldType.Bounds.NONE, 6),
            "",
            false,
            false,
            new Origin.Computed(money && !whole ? "round(%s, 2)".formatted(cel) : cel)),
        Need.OPTIONAL);
  }

  private void passed(Statement.Passed passed) throws Misread {
    var draft = builder.with(passed.kind(), passed.date());
    var date = builder.field(draft, passed.date());
    if (draft.field(passed.name()).isPresent()
        || draft.fields().values().stream().anyMatch(f -> saysState(f, passed.name()))) {
      throw new Misread("Something else says already when it is that.");
    }
    if (!date.isStored()) {
      throw new Misread("Only what is kept can be over.");
    }
    var now =
        switch (date.type()) {
          case FieldType.Date _ -> "date(now)";
          case FieldType.Instant _ -> "now";
          default ->
              throw new Misread(
                  "The field \"%s\" is no date.".formatted(Builder.words(date.name())));
        };
    draft.force(date.name());
    draft.put(
        new Field(
            passed.name(),
            new FieldType.Truth(),
            "",
            true,
            false,
            new Origin.Computed("record.%s < %s".formatted(date.name(), now))),
        Need.OPTIONAL);
    draft.says(
        "when it is \"%s\"".formatted(passed.name()),
        "once its \"%s\" is over, in UTC; nothing else changes by that"
            .formatted(Builder.words(date.name())));
  }

  private static boolean saysState(Field field, String word) {
    return field.type() instanceof FieldType.Choice choice && choice.words().contains(word);
  }

  /** The field that holds states with these words. */
  private static Optional<Field> stateOf(Draft draft, Set<String> words) {
    return draft.fields().values().stream()
        .filter(f -> Names.words(f).containsAll(words))
        .findFirst();
  }

  private void chain(Statement.Chain chain) throws Misread {
    var draft = builder.kind(chain.kind());
    var words = new LinkedHashSet<>(chain.words());
    var before = stateOf(draft, words);
    var plain =
        List.of("state", "status").stream()
            .flatMap(name -> draft.field(name).stream())
            .filter(field -> field.type() instanceof FieldType.Text)
            .findFirst();
    if (before.isEmpty()
        && plain.isEmpty()
        && (draft.field("status").isPresent() || draft.field("state").isPresent())) {
      throw new Misread(
          "The states %s are not all among those of the status of %s."
              .formatted(String.join(", ", words), draft.words()));
    }
    if (words.size() < chain.words().size() || words.size() < 2) {
      throw new Misread("A state that comes twice is not understood here.");
    }
    Map<String, List<String>> transitions = new LinkedHashMap<>();
    if (before.isPresent() && before.get().type() instanceof FieldType.Choice choice) {
      transitions.putAll(choice.transitions());
    }
    // What the others may become is said by nobody.
    var all = before.map(Names::words).orElse(List.copyOf(words));
    if (transitions.isEmpty() && !Set.copyOf(all).equals(words)) {
      throw new Misread(
          "It does not say what may follow on each of the states %s."
              .formatted(String.join(", ", all)));
    }
    var first = transitions.isEmpty() ? chain.words() : all;
    for (var edge : chain.edges()) {
      var next = new LinkedHashSet<>(transitions.getOrDefault(edge.getFirst(), List.of()));
      next.add(edge.getLast());
      transitions.put(edge.getFirst(), List.copyOf(next));
    }
    var name =
        before
            .or(() -> plain)
            .map(Field::name)
            .orElse(chain.field().isEmpty() ? "status" : chain.field());
    draft.put(
        new Field(
            name,
            new FieldType.Choice(first, transitions),
            "",
            true,
            false,
            new Origin.Given(Optional.empty(), false)),
        Need.OPTIONAL);
    draft.force(name);
    builder
        .assumptions()
        .add(
            "A new %s is %s, and its state goes only the ways that are said."
                .formatted(draft.word(), Builder.words(first.getFirst())));
  }

  private void starts(Statement.Starts starts) throws Misread {
    var draft = builder.kind(starts.kind());
    var field = stateOf(draft, Set.of(starts.word()));
    if (field.isEmpty()) {
      throw new Misread(
          "None of the fields of %s can be \"%s\"."
              .formatted(draft.words(), Builder.words(starts.word())));
    }
    if (field.get().type() instanceof FieldType.Choice choice && !choice.transitions().isEmpty()) {
      if (!choice.words().getFirst().equals(starts.word())) {
        throw new Misread("Something else is said of the first state.");
      }
      return;
    }
    fallback(draft.name(), field.get().name(), starts.word());
  }

  private void canBe(Statement.CanBe canBe) throws Misread {
    var draft = builder.kind(canBe.kind());
    var truth = draft.field(canBe.word()).filter(f -> f.type() instanceof FieldType.Truth);
    if (truth.isPresent() || stateOf(draft, Set.of(canBe.word())).isPresent()) {
      return;
    }
    if (draft.field(canBe.word()).isPresent() || !canBe.word().matches("[a-z]+")) {
      throw new Misread(
          "It is not clear how %s become \"%s\"."
              .formatted(draft.words(), Builder.words(canBe.word())));
    }
    draft.put(
        new Field(
            canBe.word(),
            new FieldType.Truth(),
            "",
            true,
            false,
            new Origin.Given(Optional.of("false"), false)),
        Need.OPTIONAL);
    draft.force(canBe.word());
    builder
        .assumptions()
        .add(
            "Whether a %s is %s is a field that is changed.".formatted(draft.word(), canBe.word()));
  }
}
