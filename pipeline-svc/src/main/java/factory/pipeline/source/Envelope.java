package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import factory.pipeline.document.ApiDocument.Response;
import factory.pipeline.document.Schema;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Inside;
import factory.pipeline.spec.Route;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what answers say beside a record or records: {@code {"success": true, "data": {...}}}. It
 * is always the same, since there is no such answer unless it went well.
 */
final class Envelope {
  /** What a member is called that has a record. */
  static final Set<String> NAMES = Set.of("data", "result", "item", "payload");

  /** What members say about the call beside it. */
  private static final Set<String> SAID =
      Set.of(
          "success",
          "ok",
          "message",
          "msg",
          "detail",
          "status",
          "code",
          "status_code",
          "error",
          "errors",
          "timestamp",
          "meta",
          "request_id");

  private static final Set<String> STATUSES = Set.of("status", "code", "status_code");

  private final DocumentGroup group;

  Envelope(DocumentGroup group) {
    this.group = group;
  }

  /** Whether a member says something of the call. */
  static boolean isSaid(String name) {
    return SAID.contains(DocumentPath.snake(name));
  }

  /** Whether a member may have what an answer is about, or says something of the call. */
  static boolean isBeside(String name) {
    var plain = DocumentPath.snake(name);
    return NAMES.contains(plain) || SAID.contains(plain);
  }

  /** The record of an answer, as the member that has it, where all others are about the call. */
  Optional<DocumentGroup.Within> inner(Described answer) {
    var named =
        answer.properties().entrySet().stream()
            .filter(
                member -> {
                  var plain = DocumentPath.snake(member.getKey());
                  return NAMES.contains(plain) || plain.equals(group.name());
                })
            .toList();
    if (named.size() != 1) {
      return Optional.empty();
    }
    var name = named.getFirst().getKey();
    var schema = named.getFirst().getValue();
    var nested = nested(name, schema);
    if (answer.properties().size() < 2 && nested.isEmpty()) {
      return Optional.empty();
    }
    var others = new HashSet<>(answer.properties().keySet());
    others.remove(name);
    var isGiven =
        group.input().filter(input -> input.described().properties().containsKey(name)).isPresent();
    return isGiven || !others.stream().map(DocumentPath::snake).allMatch(SAID::contains)
        ? Optional.empty()
        : nested.isPresent()
            ? nested
            : group
                .described(schema)
                .filter(
                    of ->
                        of.is("object") && (!of.properties().isEmpty() || Schemas.isAnyObject(of)))
                .map(of -> new DocumentGroup.Within(Optional.of(name), schema, of));
  }

  /**
   * The record of an answer in which the member for it has an object with one member that is called
   * like the record: {@code {"status": "success", "data": {"user": {...}}}}, as JSend has it.
   */
  private Optional<DocumentGroup.Within> nested(String name, Schema schema) {
    var members =
        group
            .described(schema)
            .filter(of -> of.is("object") && !name.contains("/"))
            .map(Described::properties)
            .filter(all -> all.size() == 1)
            .map(all -> all.entrySet().iterator().next());
    return members
        .filter(inner -> DocumentPath.snake(inner.getKey()).equals(group.name()))
        .filter(inner -> !inner.getKey().contains("/"))
        .flatMap(
            inner ->
                group
                    .described(inner.getValue())
                    .filter(of -> of.is("object"))
                    .filter(of -> !of.properties().isEmpty() || Schemas.isAnyObject(of))
                    .map(
                        of ->
                            new DocumentGroup.Within(
                                Optional.of(name + "/" + inner.getKey()), inner.getValue(), of)));
  }

  /** What stands beside what is answered, as far as it can be told. */
  Map<String, JsonNode> always(Response success, Route.Answer answer) {
    var object =
        DocumentGroup.json(success.content())
            .flatMap(group::described)
            .filter(of -> of.is("object"));
    Set<String> taken = new HashSet<>();
    switch (answer) {
      case Route.Answer.Row(var within) -> within.map(Inside::outer).ifPresent(taken::add);
      case Route.Answer.Rows rows when rows.form() == Route.Form.JSON -> {
        rows.within().map(Inside::outer).ifPresent(taken::add);
        rows.figuresWithin().ifPresent(taken::add);
        rows.figures().forEach(figure -> taken.add(figure.name()));
      }
      default -> {}
    }
    Map<String, JsonNode> always = new LinkedHashMap<>();
    if (object.isEmpty() || taken.isEmpty()) {
      return always;
    }
    for (var property : object.get().properties().entrySet()) {
      if (!taken.contains(property.getKey())) {
        group
            .described(property.getValue())
            .flatMap(of -> said(property.getKey(), of, success))
            .ifPresent(value -> always.put(property.getKey(), value));
      }
    }
    return always;
  }

  static Optional<JsonNode> said(String name, Described schema, Response success) {
    if (schema.is("integer") && STATUSES.contains(DocumentPath.snake(name))) {
      return Optional.of(IntNode.valueOf(Integer.parseInt(success.status())));
    }
    return Acknowledgement.of(name, schema);
  }
}
