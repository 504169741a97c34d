package factory.pipeline.source;

import com.google.re2j.Pattern;
import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.Action.Refusal;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads what counts for all of a service: {@code POST /click} and {@code GET /clicks}, {@code GET
 * /counter}, {@code POST /counter/increment} and {@code /counter/reset}. What is counted is one
 * record of a kind that nobody else sees: each change makes the next one of those before.
 */
final class OneCounter {
  private static final Set<String> COUNTERS =
      Set.of("counter", "count", "value", "counters", "number", "total");

  /** What is counted when it is posted, singular. */
  private static final Set<String> COUNTED =
      Set.of("click", "hit", "visit", "view", "ping", "tap", "press", "clap", "cheer", "knock");

  private static final Set<String> MORE = Set.of("increment", "increase", "inc", "up", "add");
  private static final Set<String> LESS = Set.of("decrement", "decrease", "dec", "down");
  private static final Set<String> ZERO = Set.of("reset", "clear", "zero");

  private static final Pattern AMOUNT =
      Pattern.compile("amount|by|n|delta|step|value|increment|decrement");

  private static final String NEXT = "changed";

  private final ApiDocument document;
  private final Set<String> names;
  private final Map<String, Kind> kinds = new LinkedHashMap<>();
  private final List<Action> actions = new ArrayList<>();

  /**
   * Reads those of a document.
   *
   * @param names of other actions
   */
  OneCounter(ApiDocument document, Set<String> names) {
    this.document = document;
    this.names = names;
  }

  /** What an operation does to a counter. */
  private enum Does {
    SHOW,
    MORE,
    LESS,
    ZERO
  }

  /**
   * An operation on a counter.
   *
   * @param counter what it is called, singular
   */
  private record Of(ApiDocument.Operation operation, String counter, Does does) {}

  /** The operations that count for all, where some of them shows how many. */
  private Map<String, List<Of>> counters() {
    Map<String, List<Of>> counters = new LinkedHashMap<>();
    for (var operation : document.operations()) {
      if (!operation.path().contains("{")) {
        of(operation)
            .filter(this::isOne)
            .ifPresent(
                one -> counters.computeIfAbsent(one.counter(), _ -> new ArrayList<>()).add(one));
      }
    }
    var verbs = counters.remove("");
    if (verbs != null && counters.size() < 2) {
      // Without a noun they are about the only one there is.
      counters
          .computeIfAbsent(
              counters.keySet().stream().findFirst().orElse("counter"), _ -> new ArrayList<>())
          .addAll(verbs);
    }
    counters
        .values()
        .removeIf(
            all ->
                all.stream().noneMatch(one -> one.does() == Does.MORE)
                    || all.stream().noneMatch(this::isShown));
    return counters;
  }

  /** The operations that count for all. */
  Set<ApiDocument.Operation> operations() {
    return counters().values().stream()
        .flatMap(List::stream)
        .map(Of::operation)
        .collect(Collectors.toSet());
  }

  /** Reads them. */
  void read() {
    counters().forEach((name, all) -> all.forEach(one -> action(name + "_counter", one)));
  }

  /** Whether what it is sent and answers is that of a counter. */
  private boolean isOne(Of one) {
    var call = DocumentCall.of(document, one.operation(), Set.of());
    var canChange = one.does() == Does.MORE || one.does() == Does.LESS;
    return call.flatMap(OneCounter::amount).isPresent()
        && (canChange || call.get().inputs().isEmpty())
        && (one.does() == Does.SHOW ? isShown(one) : answer(one).isPresent());
  }

  private Optional<ActionAnswer> answer(Of one) {
    return DocumentCall.of(document, one.operation(), Set.of())
        .flatMap(call -> answer(call, "0", one.counter()));
  }

  private boolean isShown(Of one) {
    return answer(one).filter(answer -> answer.house() instanceof Action.Answer.Values).isPresent();
  }

  /** What is kept of them. */
  List<Kind> kinds() {
    return List.copyOf(kinds.values());
  }

  List<Action> actions() {
    return actions;
  }

  private Optional<Of> of(ApiDocument.Operation operation) {
    var path = DocumentPath.of(operation.path()).map(DocumentPath::name).orElse("");
    var parts = operation.path().replaceFirst("/$", "").split("/");
    var before = parts.length < 3 ? "" : DocumentPath.snake(parts[parts.length - 2]);
    var isVerb = MORE.contains(path) || LESS.contains(path) || ZERO.contains(path);
    var noun = Nouns.singular(isVerb ? before : path);
    var isCounter = COUNTERS.contains(noun) || COUNTED.contains(noun);
    if (!(isCounter || (isVerb && before.matches("|api|v\\d+")))) {
      return Optional.empty();
    }
    var counter = COUNTERS.contains(noun) ? "the" : isCounter ? noun : "";
    return switch (operation.method()) {
      case "GET" -> isVerb ? Optional.empty() : Optional.of(new Of(operation, counter, Does.SHOW));
      case "DELETE" -> Optional.of(new Of(operation, counter, Does.ZERO));
      case "POST", "PUT", "PATCH" ->
          MORE.contains(path) || (!isVerb && COUNTED.contains(noun))
              ? Optional.of(new Of(operation, counter, Does.MORE))
              : LESS.contains(path)
                  ? Optional.of(new Of(operation, counter, Does.LESS))
                  : ZERO.contains(path)
                      ? Optional.of(new Of(operation, counter, Does.ZERO))
                      : Optional.empty();
      default -> Optional.empty();
    };
  }

  private void action(String kind, Of one) {
    var call = DocumentCall.of(document, one.operation(), Set.of());
    var by = call.flatMap(OneCounter::amount);
    var plural = DocumentKinds.plural(kind);
    var now = "%s.map(l, l.value).sum()".formatted(plural);
    var value =
        switch (one.does()) {
          case SHOW -> now;
          case ZERO -> "0";
          case MORE -> now + " + " + by.get();
          case LESS -> now + " - " + by.get();
        };
    List<Effect> effects = new ArrayList<>();
    if (one.does() != Does.SHOW) {
      effects.add(new Effect.Insert(kind, Map.of("value", value), NEXT));
      if (one.does() == Does.LESS && call.get().declares(409)) {
        effects.add(
            new Effect.Require(
                NEXT + ".value >= 0", new Refusal(409, "BELOW_ZERO", "It cannot go below zero.")));
      }
      effects.add(new Effect.DeleteEach("%s.filter(l, l != %s)".formatted(plural, NEXT), ""));
    }
    var shown = one.does() == Does.SHOW ? now : NEXT + ".value";
    var answer = answer(call.get(), shown, one.counter());
    kinds.computeIfAbsent(kind, _ -> kept(kind, plural));
    var name = DocumentFunctions.name(one.operation(), names);
    names.add(name);
    actions.add(
        new Action(
            name,
            one.operation().summary().strip(),
            kind,
            false,
            call.get().inputs(),
            new Access.Anyone(),
            List.of(),
            effects,
            answer.get().house(),
            Optional.of(call.get().endpoint(Map.of(), answer.get().wire()))));
  }

  /** The value under what it is called, or alone. */
  private static Optional<ActionAnswer> answer(DocumentCall call, String shown, String noun) {
    var type = new FieldType.Whole(FieldType.Bounds.NONE);
    if (call.answered().value().filter(value -> value.is("integer")).isPresent()) {
      return Optional.of(
          new ActionAnswer(
              new Action.Answer.Values(List.of(new Output("value", type, shown, Optional.empty()))),
              new Endpoint.Answer.Value(call.answered().form())));
    }
    return ActionAnswer.values(
        call.answered(),
        (name, schema) ->
            isValue(name, schema, noun)
                ? Optional.of(new Output(name, type, shown, Optional.empty()))
                : Optional.empty(),
        (name, schema) -> Acknowledgement.of(name, schema));
  }

  private static boolean isValue(String name, Described schema, String noun) {
    return schema.is("integer")
        && (COUNTERS.contains(name)
            || name.equals(noun)
            || name.equals(Nouns.plural(noun))
            || name.equals(noun + "_count")
            || name.equals("total_" + Nouns.plural(noun))
            || name.equals("current_value")
            || name.equals("current_count")
            || name.equals("new_value"));
  }

  private static Optional<String> amount(DocumentCall call) {
    if (call.inputs().isEmpty()) {
      return Optional.of("1");
    }
    var input = call.inputs().getFirst();
    if (call.inputs().size() > 1
        || !(input.type() instanceof FieldType.Whole)
        || !AMOUNT.matcher(input.name()).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        ActedFields.isNullable(input)
            ? "(input.%1$s == null ? 1 : input.%1$s)".formatted(input.name())
            : "input." + input.name());
  }

  /** The kind of the one record that is the counter. */
  private static Kind kept(String name, String plural) {
    var nobody = new Access.Nobody();
    return new Kind(
        name,
        plural,
        "",
        new Kind.Key.Uuid(),
        List.of(
            new Field(
                "value",
                new FieldType.Whole(FieldType.Bounds.NONE),
                "",
                true,
                false,
                new Origin.Actions(Optional.of("0")))),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Kind.Listing.NEWEST_FIRST,
        new Kind.KindAccess(nobody, nobody, nobody, nobody),
        EnumSet.noneOf(Kind.Operation.class));
  }
}
