package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.spec.ErrorShape;
import factory.pipeline.spec.ErrorShape.Part;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Route;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How an answer is read: what its status means by its route, and where a refusal says what. What a
 * shape of refusals has no place for is not asked of it.
 *
 * @param kind whose names fields have in refusals
 * @param route that answered; empty in the house's shapes
 * @param errors what refusals look like; problem+json when empty
 * @param called what was called, when it has an endpoint of its own
 */
record Reading(
    Optional<Kind> kind,
    Optional<Route> route,
    Optional<ErrorShape> errors,
    Optional<Called> called) {
  /** In the house's shapes. */
  static final Reading HOUSE = of(Optional.empty());

  static Reading of(Optional<ErrorShape> errors) {
    return new Reading(Optional.empty(), Optional.empty(), errors);
  }

  Reading(Optional<Kind> kind, Optional<Route> route, Optional<ErrorShape> errors) {
    this(kind, route, errors, Optional.empty());
  }

  /** The house's status of refusing a field: what is in no body is refused as its address is. */
  int refusal(String field) {
    return called.filter(call -> !call.endpoint().place(field).in().isBody()).isPresent()
        ? 400
        : 422;
  }

  /** What is answered to a body that names what is not there, where that is told apart. */
  Optional<Integer> missing() {
    return route.filter(one -> one.statuses().containsKey(Route.MISSING)).map(Route::missing);
  }

  /** What is answered where the house would answer this. */
  int status(int ours) {
    if (called.isPresent()) {
      var endpoint = called.get().endpoint();
      return ours == called.get().usual()
          ? endpoint.status()
          : ours < 300 ? ours : endpoint.status(ours);
    }
    if (route.isEmpty()) {
      return ours;
    }
    var asked = route.get();
    if (ours == 201 && asked.madeStatus().isPresent()) {
      return asked.madeStatus().get();
    }
    return ours == usual(asked.operation())
        ? asked.status()
        : ours < 300 ? ours : asked.status(ours);
  }

  /** Whether a status says that a list has no records, which is a success here. */
  boolean isEmptyList(int status) {
    return route
        .filter(asked -> asked.answer() instanceof Route.Answer.Rows rows && rows.emptyNotFound())
        .filter(asked -> status == asked.status(404))
        .isPresent();
  }

  /** The house's status of success. */
  static int usual(Operation operation) {
    return switch (operation) {
      case CREATE -> 201;
      case DELETE -> 204;
      case LIST, READ, UPDATE -> 200;
    };
  }

  /** Whether it is refused for this reason, as far as refusals say it. */
  boolean isReason(int status, JsonNode body, String reason) {
    return part(status, body, Part.REASON).map(said -> said.asText().equals(reason)).orElse(true);
  }

  /**
   * Whether a refusal names a field, as far as refusals name fields.
   *
   * @param values whether it is one of values, which sentences tell too
   */
  boolean names(int status, JsonNode body, String field, boolean values) {
    var name =
        called
            .map(call -> call.endpoint().place(field).name())
            .or(() -> kind.flatMap(Kind::http).flatMap(http -> http.name(field)))
            .orElse(field);
    var list = part(status, body, Part.ERRORS);
    var items = list.isPresent() ? items(status) : List.<ErrorShape.Item>of();
    if (!items.isEmpty()) {
      return list.get()
          .valueStream()
          .anyMatch(error -> items.stream().anyMatch(item -> isNamed(name, item, error)));
    }
    var sentences = part(status, body, Part.MESSAGES).or(() -> part(status, body, Part.DETAIL));
    return !values
        || sentences
            .map(
                said ->
                    Pattern.compile(
                            "(?<![\\p{L}\\p{N}_])" + Pattern.quote(name) + "(?![\\p{L}\\p{N}_])")
                        .matcher(said.toString())
                        .find())
            .orElse(true);
  }

  private static boolean isNamed(String name, ErrorShape.Item item, JsonNode error) {
    var said = error.path(item.name());
    return said.isArray()
        ? said.valueStream().anyMatch(part -> isName(name, part.asText()))
        : isName(name, said.asText());
  }

  private static boolean isName(String name, String said) {
    return said.matches("(.*[./\\[])?" + Pattern.quote(name) + "([./\\[].*)?");
  }

  /** The members of items that name a field. */
  private List<ErrorShape.Item> items(int status) {
    return errors
        .map(shape -> shape.of(status))
        .flatMap(shape -> shape.members().stream().filter(m -> m.part() == Part.ERRORS).findFirst())
        .map(ErrorShape.Member::each)
        .orElse(List.of(new ErrorShape.Item("field", ErrorShape.Says.FIELD)))
        .stream()
        .filter(
            item -> item.says() == ErrorShape.Says.FIELD || item.says() == ErrorShape.Says.LOCATION)
        .toList();
  }

  /** Whether a refusal says these words, as far as refusals have any. */
  boolean says(int status, String body, String words) {
    var shape = errors.map(all -> all.of(status));
    var has =
        shape.isEmpty()
            || shape.get().says(Part.ERRORS)
            || shape.get().says(Part.MESSAGES)
            || shape.get().says(Part.DETAIL);
    return !has || body.contains(words);
  }

  /** Where a refusal says something; empty when it has no place for that. */
  private Optional<JsonNode> part(int status, JsonNode body, Part part) {
    if (errors.isEmpty()) {
      return switch (part) {
        case REASON -> Optional.of(body.path("reason"));
        case ERRORS -> Optional.of(body.path("errors"));
        default -> Optional.empty();
      };
    }
    var shape = errors.get().of(status);
    return shape.members().stream()
        .filter(member -> member.part() == part)
        .findFirst()
        .map(member -> shape.within().map(body::path).orElse(body).path(member.name()));
  }
}
