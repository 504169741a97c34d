package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.Schema;
import factory.pipeline.document.Schema.Described;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What keeps a value of one schema from being one of another. */
final class SchemaDifference {
  /** Where values go. */
  enum Direction {
    /** From callers of the document to the service: it takes them all. */
    REQUEST,
    /** From the service to callers of the document: they understand them all. */
    ANSWER
  }

  /** Formats that say of numbers what the bounds here keep anyway. */
  private static final Set<String> NUMBERS =
      Set.of("int32", "int64", "float", "double", "integer", "number", "decimal");

  private static final int MAX_DEPTH = 20;

  private final ApiDocument given;
  private final ApiDocument served;
  private final Direction direction;
  private final Set<String> absent;
  private final Set<String> assumptions;

  /**
   * A comparison.
   *
   * @param absent what answers may have in the document, and never have here, is added
   * @param assumptions what is here besides, or bounds that the document does not name, are added
   */
  SchemaDifference(
      ApiDocument given,
      ApiDocument served,
      Direction direction,
      Set<String> absent,
      Set<String> assumptions) {
    this.given = given;
    this.served = served;
    this.direction = direction;
    this.absent = absent;
    this.assumptions = assumptions;
  }

  /** In words; empty when there is none. */
  Optional<String> between(String what, Schema wanted, Schema here) {
    return between(what, wanted, here, 0);
  }

  private Optional<String> between(String what, Schema wanted, Schema here, int depth) {
    if (direction == Direction.ANSWER && Schemas.isAnything(given, wanted)) {
      return Optional.empty();
    }
    if (direction == Direction.REQUEST && Schemas.isAnything(served, here)) {
      // Whatever is sent is taken.
      return Optional.empty();
    }
    var document = Schemas.described(given, wanted);
    var ours = Schemas.described(served, here);
    if (document.isEmpty() || ours.isEmpty() || depth > MAX_DEPTH) {
      return Optional.of("%s may be anything in the document".formatted(what));
    }
    return between(what, document.get(), ours.get(), depth);
  }

  private Optional<String> between(String what, Described document, Described ours, int depth) {
    if (!document.branches().isEmpty() || !ours.branches().isEmpty()) {
      return direction == Direction.REQUEST && document.nullable() && !ours.nullable()
          ? Optional.of("%s may be null in the document, and not here".formatted(what))
          : branches(what, document, ours, depth);
    }
    if (document.isComposed() || !document.discriminator().isEmpty()) {
      return Optional.of(
          "%s is put together by anyOf or oneOf, or of parts that are, which are not followed yet"
              .formatted(what));
    }
    if (!document.otherKeywords().isEmpty()) {
      return Optional.of(
          "%s is bounded by %s, which is not kept yet"
              .formatted(what, String.join(", ", document.otherKeywords())));
    }
    var isPlainer = direction == Direction.ANSWER && document.is("number") && ours.is("integer");
    if (!document.types().equals(ours.types()) && !isPlainer) {
      return Optional.of(
          "%s is %s in the document and %s here".formatted(what, typed(document), typed(ours)));
    }
    if (direction == Direction.REQUEST && document.nullable() && !ours.nullable()) {
      return Optional.of("%s may be null in the document, and not here".formatted(what));
    }
    if (document.writeOnly() && !ours.format().equals("password")) {
      return Optional.of("%s is a secret of the caller, which is not kept yet".formatted(what));
    }
    return format(what, document, ours)
        .or(() -> limits(what, document, ours))
        .or(() -> items(what, document, ours, depth))
        .or(() -> properties(what, document, ours, depth));
  }

  /**
   * Of a value that is one of several: each of those that callers may send is taken, and each that
   * is answered is one of those that they know.
   */
  private Optional<String> branches(String what, Described document, Described ours, int depth) {
    var wanted = branches(given, document);
    var here = branches(served, ours);
    if (wanted.isEmpty() || here.isEmpty()) {
      return Optional.of("%s may be anything in the document".formatted(what));
    }
    for (var one : direction == Direction.REQUEST ? wanted : here) {
      var difference =
          direction == Direction.REQUEST
              ? any(what, List.of(one), here, depth)
              : any(what, wanted, List.of(one), depth);
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }

  private static List<Described> branches(ApiDocument document, Described schema) {
    if (schema.branches().isEmpty()) {
      return List.of(schema);
    }
    List<Described> branches = new ArrayList<>();
    for (var branch : schema.branches()) {
      var described = Schemas.described(document, branch);
      if (described.isEmpty()) {
        return List.of();
      }
      branches.add(described.get());
    }
    return branches;
  }

  /** Why no pair of some schemas goes together; empty when one does. */
  private Optional<String> any(
      String what, List<Described> wanted, List<Described> here, int depth) {
    Optional<String> first = Optional.empty();
    for (var document : wanted) {
      for (var ours : here) {
        Set<String> never = new HashSet<>();
        Set<String> besides = new HashSet<>();
        var difference =
            new SchemaDifference(given, served, direction, never, besides)
                .between(what, document, ours, depth + 1);
        if (difference.isEmpty()) {
          absent.addAll(never);
          assumptions.addAll(besides);
          return Optional.empty();
        }
        first = first.or(() -> difference);
      }
    }
    return first;
  }

  private static String typed(Described schema) {
    return schema.types().isEmpty() ? "of any type" : String.join(" or ", schema.types());
  }

  private Optional<String> format(String what, Described document, Described ours) {
    var same =
        Formats.usual(document.format()).equals(ours.format())
            || ((document.is("integer") || document.is("number"))
                && (NUMBERS.contains(document.format()) || Formats.isAnyText(document.format())))
            // Ids and addresses are texts to whoever wants no more.
            || (document.is("string") && Formats.isAnyText(document.format()))
            || Formats.isKept(document, ours)
            // What goes in is kept to that, and comes out as it went in.
            || (direction == Direction.ANSWER
                && document.is("string")
                && Formats.pattern(document.format()).isPresent())
            || (Formats.usual(document.format()).equals("uuid")
                && (direction == Direction.ANSWER
                    || ours.limits()
                        .pattern()
                        .flatMap(Schemas::whole)
                        .equals(Optional.of(Schemas.UUID))));
    if (same
        && direction == Direction.REQUEST
        && !document.format().isEmpty()
        && Formats.isAnyText(document.format())) {
      assumptions.add(
          "%s need not be as its format '%s' has it."
              .formatted(Schemas.capital(what), document.format()));
    }
    return same
        ? Optional.empty()
        : Optional.of(
            "%s has the format '%s' in the document and %s here"
                .formatted(
                    what,
                    document.format(),
                    ours.format().isEmpty() ? "none" : "'" + ours.format() + "'"));
  }

  private Optional<String> limits(String what, Described document, Described ours) {
    if (direction == Direction.ANSWER) {
      // What goes in is bounded, and comes out as it went in.
      return ours.words().size() == 1
          ? always(what, document, ours.words().getFirst())
          : Optional.empty();
    }
    if (document.limits().uniqueItems()) {
      return Optional.of("%s has no item twice, which is not kept yet".formatted(what));
    }
    if (!isSameDefault(what, document, ours)) {
      return Optional.of("%s has a default, which is not kept yet".formatted(what));
    }
    for (var bound : document.limits().bounds().entrySet()) {
      var here = ours.limits().bounds().get(bound.getKey());
      if (here == null || here.compareTo(bound.getValue()) != 0) {
        return Optional.of(
            "%s has the %s %s in the document and %s here"
                .formatted(
                    what,
                    bound.getKey().replace('_', ' '),
                    plain(bound.getValue()),
                    here == null ? "none" : plain(here)));
      }
    }
    for (var bound : ours.limits().bounds().entrySet()) {
      if (!document.limits().bounds().containsKey(bound.getKey())) {
        assumptions.add(
            "%s has the %s %s, since the document names none."
                .formatted(
                    Schemas.capital(what),
                    bound.getKey().replace('_', ' '),
                    plain(bound.getValue())));
      }
    }
    var pattern = document.limits().pattern();
    var whole = pattern.flatMap(Schemas::whole);
    if (pattern.isPresent()
        && (whole.isEmpty() || !whole.equals(ours.limits().pattern().flatMap(Schemas::whole)))) {
      return Optional.of(
          "%s has the pattern %s, which is not kept yet".formatted(what, pattern.get()));
    }
    var words = new HashSet<>(document.words());
    var here = new HashSet<>(ours.words());
    words.removeIf(word -> word.isNull());
    here.removeIf(word -> word.isNull());
    return here.isEmpty() || (!words.isEmpty() && here.containsAll(words))
        ? Optional.empty()
        : Optional.of("%s has other words here".formatted(what));
  }

  /** Of what is always one word here: the document has it among its own, and shows no other one. */
  private static Optional<String> always(String what, Described document, JsonNode word) {
    var isKnown = document.words().isEmpty() || document.words().contains(word);
    return isKnown && document.example().filter(shown -> !shown.equals(word)).isEmpty()
        ? Optional.empty()
        : Optional.of("%s is always %s here".formatted(what, word));
  }

  /** Whether what is not given is the same: false and no items are so without being said. */
  static boolean isSameDefault(String what, Described document, Described ours) {
    if (document.fallback().isEmpty() || document.fallback().equals(ours.fallback())) {
      return true;
    }
    var value = document.fallback().get();
    if (isDirection(value) && ours.words().contains(value)) {
      // Directions are the same in either case.
      return ours.fallback().filter(o -> o.asText().equalsIgnoreCase(value.asText())).isPresent();
    }
    if (ours.fallback().isPresent()) {
      return value.isNumber()
          && ours.fallback().get().isNumber()
          && value.decimalValue().compareTo(ours.fallback().get().decimalValue()) == 0;
    }
    // A parameter that is not given asks for nothing.
    return !what.startsWith("the parameter ")
        && (value.isNull()
            || (value.isBoolean() && !value.booleanValue() && ours.is("boolean"))
            || (value.isArray() && value.isEmpty() && ours.is("array")));
  }

  private static boolean isDirection(JsonNode value) {
    return value.isTextual() && value.asText().matches("(?i)asc|desc");
  }

  private static String plain(BigDecimal number) {
    return number.toPlainString();
  }

  private Optional<String> items(String what, Described document, Described ours, int depth) {
    if (!document.is("array")) {
      return Optional.empty();
    }
    if (document.items().isEmpty() || ours.items().isEmpty()) {
      return Optional.of("%s has items of which nothing is said".formatted(what));
    }
    return between("an item of " + what, document.items().get(), ours.items().get(), depth + 1);
  }

  private Optional<String> properties(String what, Described document, Described ours, int depth) {
    if (!document.is("object")) {
      return Optional.empty();
    }
    if (document.properties().isEmpty() && ours.properties().isEmpty()) {
      return values(what, document, ours, depth);
    }
    if (direction == Direction.ANSWER && Schemas.isAnyObject(document)) {
      assumptions.add(
          "%s is what it is about, since the document names no members of it."
              .formatted(Schemas.capital(what)));
      return Optional.empty();
    }
    if (document.properties().isEmpty()
        || document
            .additional()
            .filter(
                a -> !a.equals(new Schema.Anything(false)) && !a.equals(new Schema.Anything(true)))
            .isPresent()) {
      return Optional.of("%s has properties that the document does not name".formatted(what));
    }
    for (var property : document.properties().entrySet()) {
      var name = property.getKey();
      var described = Schemas.described(given, property.getValue());
      if (direction == Direction.REQUEST && described.filter(Described::readOnly).isPresent()) {
        continue;
      }
      if (direction == Direction.ANSWER && described.filter(Described::writeOnly).isPresent()) {
        continue;
      }
      var field = "the field '%s' of %s".formatted(name, what);
      var here = ours.properties().get(name);
      if (here == null && direction == Direction.ANSWER && !document.required().contains(name)) {
        absent.add("the field '%s'".formatted(name));
        continue;
      }
      if (here == null) {
        return Optional.of("%s is not made by anything here".formatted(field));
      }
      if (direction == Direction.ANSWER
          && document.required().contains(name)
          && !ours.required().contains(name)) {
        return Optional.of("%s is not always there here".formatted(field));
      }
      var mayBeNull = Schemas.described(served, here).filter(Described::nullable).isPresent();
      if (direction == Direction.ANSWER
          && mayBeNull
          && described.filter(Described::nullable).isEmpty()) {
        return Optional.of(
            "%s is null here where there is no value, and never null in the document"
                .formatted(field));
      }
      var difference = between(field, property.getValue(), here, depth + 1);
      if (difference.isPresent()) {
        return difference;
      }
    }
    return more(what, document, ours);
  }

  /** Of objects whose callers name the members. */
  private Optional<String> values(String what, Described document, Described ours, int depth) {
    var wanted = document.additional().orElse(new Schema.Anything(true));
    var here = ours.additional().orElse(new Schema.Anything(true));
    if (wanted.equals(new Schema.Anything(true))) {
      return direction == Direction.ANSWER || here.equals(wanted)
          ? Optional.empty()
          : Optional.of("%s may have any members in the document, and not here".formatted(what));
    }
    return between("a member of " + what, wanted, here, depth + 1);
  }

  /** What is here and not in the document. */
  private Optional<String> more(String what, Described document, Described ours) {
    List<String> more =
        ours.properties().keySet().stream()
            .filter(name -> !document.properties().containsKey(name))
            .toList();
    if (direction == Direction.REQUEST) {
      return ours.required().stream()
          .filter(name -> !document.required().contains(name))
          .sorted()
          .findFirst()
          .map(name -> "the field '%s' of %s is needed here".formatted(name, what));
    }
    if (more.isEmpty()) {
      return Optional.empty();
    }
    if (document.additional().equals(Optional.of(new Schema.Anything(false)))) {
      return Optional.of("%s has %s besides here".formatted(what, String.join(", ", more)));
    }
    assumptions.add("%s has %s besides.".formatted(Schemas.capital(what), String.join(", ", more)));
    return Optional.empty();
  }
}
