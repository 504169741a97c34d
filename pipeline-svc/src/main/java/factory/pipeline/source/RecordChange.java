package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Action.Guard;
import factory.pipeline.spec.Action.Refusal;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads what a verb changes in a record: a state, with when it began and by whom, a counter, or a
 * field that is given.
 *
 * @param call what it is sent, but for what names the record
 * @param row what the record is called in expressions
 * @param who whoever calls, as an expression and a type; empty where that is not told
 */
record RecordChange(
    ActedFields acted, DocumentCall call, String verb, String row, Optional<Who> who) {
  private static final Pattern AMOUNT =
      Pattern.compile(
          "amount|by|value|count|n|delta|step|quantity|qty|units|increment|decrement|number");

  private static final Pattern TOO_FEW =
      Pattern.compile(
          "\\b(?:insufficient|not enough|out of stock|too few|exceeds?|more than|below (?:zero|0)|no stock|unavailable)\\b");

  /** What says who does it. */
  private static final Set<String> BY =
      Set.of("user_id", "user", "customer_id", "account_id", "wallet", "by", "member_id", "name");

  /** Whoever calls. */
  record Who(String value, FieldType type) {}

  /** What must hold, and what it is when it does not. */
  record Stop(String check, String reason, String message) {
    Guard with(int status) {
      return new Guard(check, new Refusal(status, reason, message));
    }
  }

  /**
   * A change.
   *
   * @param field that says that it was done
   * @param values of it, and what changes with it
   * @param stop when it cannot be
   * @param first what must hold at any rate
   */
  record Change(
      Field field, Map<String, String> values, Optional<Stop> stop, Optional<Stop> first) {
    Change(Field field, String value, Optional<Stop> stop) {
      this(field, Map.of(field.name(), value), stop, Optional.empty());
    }

    private Change with(Map<String, String> more) {
      Map<String, String> all = new TreeMap<>(values);
      all.putAll(more);
      return new Change(field, all, stop, first);
    }
  }

  private boolean isTakenBack() {
    return call.operation().method().equals("DELETE");
  }

  private boolean isAlone() {
    return call.inputs().isEmpty();
  }

  /** The change; empty when no field says what it is. */
  Optional<Change> change() {
    var state = Verbs.state(verb).map(of -> isTakenBack() ? of.opposite() : of);
    var found = state.flatMap(this::state).flatMap(this::withMore);
    if (found.isPresent()) {
      return found;
    }
    if (isAlone() && Verbs.isToggle(verb)) {
      return toggle();
    }
    for (var counter : Verbs.counters(verb)) {
      var wanted = isTakenBack() ? counter.opposite() : Optional.of(counter);
      var counted = wanted.flatMap(this::counted);
      if (counted.isPresent()) {
        return counted;
      }
    }
    if (isTakenBack()) {
      return Optional.empty();
    }
    return set().or(() -> state.flatMap(this::unseen).flatMap(this::withMore));
  }

  private Stop already(String check) {
    return new Stop(
        check,
        "ALREADY_DONE",
        "It is so already: there is nothing to %s.".formatted(verb.replace('_', ' ')));
  }

  private String of(Field field) {
    return row + "." + field.name();
  }

  /** A field that is set to what is given: {@code PUT /tasks/{id}/status}. */
  private Optional<Change> set() {
    if (call.inputs().size() != 1 || !call.inputs().getFirst().required()) {
      return Optional.empty();
    }
    var input = call.inputs().getFirst();
    return acted
        .shown(verb)
        .filter(_ -> Set.of(verb, "value").contains(input.name()))
        .filter(field -> field.type().equals(input.type()))
        .filter(ActedFields::isChangeable)
        .map(field -> new Change(field, "input." + input.name(), Optional.empty()));
  }

  private Optional<Change> state(Verbs.State state) {
    for (var name : state.made()) {
      var truth = acted.truth(name);
      if (truth.isPresent()) {
        return Optional.of(becomes(truth.get(), true).with(begun(state)));
      }
    }
    for (var name : state.ended()) {
      var truth = acted.truth(name);
      if (truth.isPresent()) {
        return Optional.of(becomes(truth.get(), false).with(over(state)));
      }
    }
    return word(state.made())
        .map(change -> change.with(begun(state)))
        .or(() -> moment(state))
        .map(change -> change.with(over(state)));
  }

  /** A moment alone says that it was done. */
  private Optional<Change> moment(Verbs.State state) {
    return state.made().stream()
        .flatMap(name -> acted.moment(name).stream())
        .findFirst()
        .map(
            field ->
                new Change(field, now(field), Optional.of(already(of(field) + " == null")))
                    .with(begun(state)));
  }

  private static String now(Field field) {
    return field.type() instanceof FieldType.Date ? "date(now)" : "now";
  }

  /** When a state began, and by whom it was made. */
  private Map<String, String> begun(Verbs.State state) {
    Map<String, String> values = new TreeMap<>();
    for (var name : state.made()) {
      acted.moment(name).ifPresent(field -> values.put(field.name(), now(field)));
      by(name).ifPresent(values::putAll);
    }
    return values;
  }

  private Optional<Map<String, String>> by(String state) {
    var name = state + "_by";
    var given =
        call.inputs().stream()
            .filter(input -> input.name().equals(name) || BY.contains(input.name()))
            .findFirst();
    return given
        .map(input -> new Who("input." + input.name(), input.type()))
        .or(() -> who)
        .flatMap(
            one -> acted.late(name, one.type()).map(field -> Map.of(field.name(), one.value())));
  }

  /** What was when a state began that is over has no value any more. */
  private Map<String, String> over(Verbs.State state) {
    Map<String, String> values = new TreeMap<>();
    for (var name : state.ended()) {
      acted
          .moment(name)
          .filter(ActedFields::isNullable)
          .ifPresent(field -> values.put(field.name(), "null"));
    }
    return values;
  }

  private Change becomes(Field field, boolean value) {
    return new Change(
        field,
        Boolean.toString(value),
        Optional.of(already("%s != %s".formatted(of(field), value))));
  }

  /** A state that no answer shows, of what is refused when it is done already. */
  private Optional<Change> unseen(Verbs.State state) {
    return !OnceOnly.VERBS.contains(verb) || OnceOnly.done(call.operation()).isEmpty()
        ? Optional.empty()
        : Optional.of(
            becomes(
                    acted
                        .fields()
                        .actedUnseen(state.made().getFirst(), new FieldType.Truth(), "false"),
                    true)
                .with(begun(state)));
  }

  /** The same with what else is given; empty when something of it is for nothing. */
  private Optional<Change> withMore(Change change) {
    Map<String, String> more = new TreeMap<>();
    for (var input : call.inputs()) {
      var value = "input." + input.name();
      if (change.values().containsValue(value)) {
        continue;
      }
      var field = acted.shown(input.name()).or(() -> acted.late(input.name(), input.type()));
      if (field.filter(ActedFields::isChangeable).isEmpty()
          || !field.get().type().equals(input.type())
          || change.values().containsKey(field.get().name())
          || (field.get().required() && !input.required())) {
        return Optional.empty();
      }
      more.put(
          field.get().name(),
          input.required()
              ? value
              : "%s != null ? %s : %s".formatted(value, value, of(field.get())));
    }
    return Optional.of(change.with(more));
  }

  /** A field of words of which one is a state. */
  private Optional<Change> word(List<String> states) {
    for (var state : states) {
      for (var field : wordy()) {
        if (!(field.type() instanceof FieldType.Choice choice)
            || !ActedFields.isChangeable(field)) {
          continue;
        }
        for (var word : choice.words()) {
          if (DocumentPath.snake(word).equals(state)) {
            var other = "%s != '%s'".formatted(of(field), word);
            return Optional.of(
                new Change(
                    field,
                    "'" + word + "'",
                    Optional.of(
                        already(
                            ActedFields.isNullable(field)
                                ? "%s == null || %s".formatted(of(field), other)
                                : other))));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Fields of words, those as well that nothing gives. */
  private List<Field> wordy() {
    List<Field> wordy = new ArrayList<>(acted.fields().fields());
    Function<Described, String> first =
        schema ->
            schema.words().stream()
                .filter(JsonNode::isTextual)
                .findFirst()
                .map(word -> "'" + schema.fallback().orElse(word).asText() + "'")
                .orElse("");
    for (var name : List.of("status", "state")) {
      acted.known(name, "string", first).ifPresent(wordy::add);
    }
    return wordy;
  }

  /** A truth becomes what it is not: the one that is named, or the only one. */
  private Optional<Change> toggle() {
    var named = verb.equals("toggle") ? "" : verb.substring("toggle_".length());
    var all =
        acted.truths().stream()
            .filter(name -> named.isEmpty() || name.equals(named) || name.equals("is_" + named))
            .toList();
    var said = all.stream().filter(this::isSaid).toList();
    var one = said.size() == 1 ? said : all;
    return one.size() == 1
        ? acted
            .truth(one.getFirst())
            .map(field -> new Change(field, of(field) + " != true", Optional.empty()))
        : Optional.empty();
  }

  private boolean isSaid(String name) {
    var said =
        (call.operation().summary() + " " + call.operation().description())
            .toLowerCase(Locale.ROOT);
    return List.of(said.split("[^a-z]+")).contains(name.replaceFirst("^is_", ""));
  }

  private static boolean isNumber(Field field) {
    return field.type() instanceof FieldType.Whole || field.type() instanceof FieldType.Decimal;
  }

  private Optional<Change> counted(Verbs.Counter counter) {
    var by = amount();
    if (by.isEmpty()) {
      return Optional.empty();
    }
    var isExact =
        call.inputs().stream().anyMatch(input -> input.type() instanceof FieldType.Decimal);
    var field =
        counter.names().stream()
            .flatMap(
                name ->
                    Stream.of("integer", "number")
                        .flatMap(type -> acted.known(name, type, _ -> "0").stream()))
            .filter(one -> isNumber(one) && ActedFields.isChangeable(one))
            .filter(one -> !isExact || one.type() instanceof FieldType.Decimal)
            .findFirst()
            .or(() -> counter.any() ? onlyNumber() : Optional.empty());
    return field.flatMap(of -> counted(counter, of, by.get()));
  }

  private Optional<Change> counted(Verbs.Counter counter, Field field, String by) {
    var now =
        ActedFields.isNullable(field)
            ? "(%1$s == null ? 0 : %1$s)".formatted(of(field))
            : of(field);
    if (counter.change() == '0') {
      return Optional.of(new Change(field, "0", Optional.empty()));
    }
    if (counter.change() == '+') {
      return Optional.of(
          new Change(
              field,
              Map.of(field.name(), now + " + " + by),
              limit(field, now, by),
              positive(counter)));
    }
    var less = now + " - " + by;
    var isFromZero =
        field.type() instanceof FieldType.Whole(var of)
            && of.min().filter(min -> min.signum() == 0).isPresent();
    if (counter.change() != '-' || (counter.any() && !isFromZero && !saysZero())) {
      return Optional.of(new Change(field, less, Optional.empty()));
    }
    var isEnough = "%s >= %s".formatted(now, by);
    if (belowZero().isEmpty()) {
      // Whoever asks for more than there is gets less than he asks for, and nothing tells him.
      return counter.any() || isAlone()
          ? Optional.of(
              new Change(field, "%s ? %s : 0".formatted(isEnough, less), Optional.empty()))
          : Optional.empty();
    }
    return Optional.of(
        new Change(
            field,
            Map.of(field.name(), less),
            Optional.of(new Stop(isEnough, "BELOW_ZERO", "It cannot go below zero.")),
            positive(counter)));
  }

  /** Nobody takes less than nothing: that would be giving. */
  private Optional<Stop> positive(Verbs.Counter counter) {
    return counter.any() || isAlone()
        ? Optional.empty()
        : call.inputs().stream()
            .filter(RecordChange::isNumber)
            .filter(input -> !hasLeast(input.type()))
            .map(
                input ->
                    new Stop(
                        input.required()
                            ? "input.%s >= 0".formatted(input.name())
                            : "input.%1$s == null || input.%1$s >= 0".formatted(input.name()),
                        "NEGATIVE",
                        "It cannot be less than nothing."))
            .findFirst();
  }

  private static boolean hasLeast(FieldType type) {
    return switch (type) {
      case FieldType.Whole(var bounds) -> bounds.min().filter(of -> of.signum() >= 0).isPresent();
      case FieldType.Decimal(var bounds, _) ->
          bounds.min().filter(of -> of.signum() >= 0).isPresent();
      default -> false;
    };
  }

  /** Another field that says how far a counter goes: {@code maxUses} of {@code uses}. */
  private Optional<Stop> limit(Field counter, String now, String by) {
    var of = counter.name().replaceFirst("_count$|^(?:used|use)_count$", "");
    return Stream.of(
            "max_" + counter.name(),
            "max_" + of,
            counter.name() + "_limit",
            of + "_limit",
            "usage_limit",
            "max_uses",
            "max_redemptions",
            "limit",
            "capacity",
            "max")
        .flatMap(name -> acted.shown(name).stream())
        .filter(RecordChange::isNumber)
        .findFirst()
        .map(
            limit -> {
              var holds = "%s + %s <= %s".formatted(now, by, of(limit));
              return new Stop(
                  ActedFields.isNullable(limit)
                      ? "%s == null || %s".formatted(of(limit), holds)
                      : holds,
                  "USED_UP",
                  "There is no more of it.");
            });
  }

  private boolean saysZero() {
    return (call.operation().summary() + " " + call.operation().description())
        .toLowerCase(Locale.ROOT)
        .matches("(?s).*(below (zero|0)|negative|less than (zero|0)).*");
  }

  /** The status of what would go below zero; empty where the document has none. */
  Optional<Integer> belowZero() {
    return call.declares(409)
        ? Optional.of(409)
        : call.operation().responses().stream()
            .filter(response -> response.status().matches("4(?:00|22)"))
            .filter(
                response ->
                    (isAlone() && response.status().equals("400"))
                        || TOO_FEW.matcher(response.description().toLowerCase(Locale.ROOT)).find())
            .map(response -> Integer.valueOf(response.status()))
            .findFirst();
  }

  /** By how much a counter changes; empty when what is given says something else. */
  private Optional<String> amount() {
    if (isAlone()) {
      return Optional.of("1");
    }
    var input = call.inputs().getFirst();
    if (call.inputs().size() > 1 || !isNumber(input) || !AMOUNT.matcher(input.name()).matches()) {
      return Optional.empty();
    }
    var of = "input." + input.name();
    return Optional.of(
        ActedFields.isNullable(input) ? "(%1$s == null ? 1 : %1$s)".formatted(of) : of);
  }

  private Optional<Field> onlyNumber() {
    var numbers =
        acted.fields().fields().stream()
            .filter(
                field -> field.type() instanceof FieldType.Whole && ActedFields.isChangeable(field))
            .filter(field -> !acted.fields().hidden().contains(field.name()))
            .toList();
    return numbers.size() == 1 ? Optional.of(numbers.getFirst()) : Optional.empty();
  }
}
