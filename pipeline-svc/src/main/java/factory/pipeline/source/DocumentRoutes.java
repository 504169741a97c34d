package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Response;
import factory.pipeline.document.Schema;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.Route.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads which route an operation is: its path's parameters, statuses, bodies and answers. */
final class DocumentRoutes {
  /** What figures are called; a count beside records is of all of them, as people use it. */
  private static final Map<String, Route.Part> FIGURES = new HashMap<>();

  static {
    put(Route.Part.TOTAL, "total count total_count total_items total_results total_elements");
    put(Route.Part.LIMIT, "limit page_size per_page size");
    put(Route.Part.OFFSET, "offset skip");
    put(Route.Part.PAGE, "page page_number current_page");
    put(Route.Part.PAGES, "pages total_pages page_count last_page");
    put(Route.Part.MORE, "has_more has_next more has_next_page");
  }

  private static void put(Route.Part part, String names) {
    for (var name : names.split(" ")) {
      FIGURES.put(name, part);
    }
  }

  private final DocumentGroup group;
  private final DocumentFields fields;
  private final DocumentQueries queries;

  DocumentRoutes(DocumentGroup group, DocumentFields fields, DocumentQueries queries) {
    this.group = group;
    this.fields = fields;
    this.queries = queries;
  }

  /** The route; empty when the operation is none of the five. */
  Optional<Route> of(DocumentGroup.Member member) {
    var does = member.does();
    var successes = DocumentGroup.successes(member.operation());
    if (does.isEmpty() || successes.isEmpty()) {
      return Optional.empty();
    }
    var success = successes.getFirst();
    var answer = does.get() == Operation.LIST ? rows(member, success) : answer(member, success);
    return answer.map(
        found ->
            new Route(
                does.get(),
                member.operation().method(),
                member.operation().path(),
                keys(member, does.get()),
                group.body(member).flatMap(DocumentGroup.Within::member),
                isPartial(member, does.get()),
                Integer.parseInt(success.status()),
                found,
                madeStatus(member, does.get(), success),
                statuses(member),
                hasBody(does.get()) ? DocumentGroup.bodyTypes(member.operation()) : List.of(),
                isPathChecked(member.operation())));
  }

  private static boolean hasBody(Operation does) {
    return does == Operation.CREATE || does == Operation.UPDATE;
  }

  /**
   * Whether the document itself says of some values that they cannot be in the path, and has a
   * status for what cannot be accepted.
   */
  private boolean isPathChecked(ApiDocument.Operation operation) {
    return operation.responses().stream()
            .anyMatch(r -> r.status().equals("400") || r.status().equals("422"))
        && operation.parameters().stream()
            .filter(parameter -> parameter.in().equals("path"))
            .flatMap(parameter -> parameter.schema().stream())
            .flatMap(schema -> group.described(schema).stream())
            .anyMatch(schema -> schema.is("integer") || schema.format().equals("uuid"));
  }

  /** Of a PUT that makes what is not there: nothing else does, or it says that it can. */
  private Optional<Integer> madeStatus(
      DocumentGroup.Member member, Operation does, Response success) {
    if (does != Operation.UPDATE
        || !member.operation().method().equals("PUT")
        || !(fields.key() instanceof Kind.Key.Natural)) {
      return Optional.empty();
    }
    var made =
        DocumentGroup.successes(member.operation()).stream()
            .anyMatch(response -> response.status().equals("201"));
    return made
        ? Optional.of(201)
        : group.of(Operation.CREATE).findAny().isEmpty()
            ? Optional.of(Integer.valueOf(success.status()))
            : Optional.empty();
  }

  private Map<String, String> keys(DocumentGroup.Member member, Operation does) {
    Map<String, String> keys = new TreeMap<>();
    member.path().one().ifPresent(parameter -> keys.put(parameter, "id"));
    for (var parent : member.path().parents()) {
      fields
          .parent(parent.parameter())
          .ifPresent(
              field -> {
                keys.put(parent.parameter(), field);
                if (does == Operation.LIST) {
                  queries.keptTo(field);
                }
              });
    }
    return keys;
  }

  /** A PUT whose body needs nothing, though making one does, keeps what it does not name. */
  private boolean isPartial(DocumentGroup.Member member, Operation does) {
    if (does != Operation.UPDATE) {
      return false;
    }
    var body = group.body(member).map(DocumentGroup.Within::described);
    return !member.operation().method().equals("PUT")
        || (body.filter(b -> b.required().isEmpty()).isPresent()
            && group.input().filter(i -> !i.described().required().isEmpty()).isPresent());
  }

  /** What is answered in place of our statuses, where the document has others. */
  private static Map<Integer, Integer> statuses(DocumentGroup.Member member) {
    var declared =
        member.operation().responses().stream().map(Response::status).collect(Collectors.toSet());
    Map<Integer, Integer> statuses = new TreeMap<>();
    if (!declared.contains("422") && declared.contains("400")) {
      statuses.put(422, 400);
    }
    if (!declared.contains("400") && declared.contains("422")) {
      statuses.put(400, 422);
    }
    if (!declared.contains("409")) {
      if (declared.contains("422")) {
        statuses.put(409, 422);
      } else if (declared.contains("400")) {
        statuses.put(409, 400);
      }
    }
    return statuses;
  }

  private Optional<Answer> rows(DocumentGroup.Member member, Response success) {
    var schema = DocumentGroup.json(success.content());
    var rows = schema.flatMap(group::rows);
    if (schema.isEmpty() || rows.isEmpty() || !isRecord(rows.get().described())) {
      return Optional.empty();
    }
    var figures = rows.get().member().isEmpty() ? Figures.NONE : figures(schema.get());
    var read = queries.read(member.operation());
    return Optional.of(
        new Answer.Rows(
            rows.get().member(),
            figures.all(),
            figures.within(),
            read.paging(),
            read.parameters()));
  }

  private record Figures(List<Route.Figure> all, Optional<String> within) {
    static final Figures NONE = new Figures(List.of(), Optional.empty());
  }

  /** What an answer says about its list, beside the records or in an object of its own. */
  private Figures figures(Schema answer) {
    var members = group.described(answer).map(Described::properties).orElse(Map.of());
    var beside = figures(members);
    if (!beside.isEmpty()) {
      return new Figures(beside, Optional.empty());
    }
    return members.entrySet().stream()
        .flatMap(
            member ->
                group.described(member.getValue()).filter(d -> d.is("object")).stream()
                    .map(d -> new Figures(figures(d.properties()), Optional.of(member.getKey()))))
        .filter(figures -> !figures.all().isEmpty())
        .findFirst()
        .orElse(Figures.NONE);
  }

  private List<Route.Figure> figures(Map<String, Schema> members) {
    List<Route.Figure> figures = new ArrayList<>();
    members.forEach(
        (name, schema) -> {
          var part = FIGURES.get(DocumentPath.snake(name));
          var type = part == Route.Part.MORE ? "boolean" : "integer";
          if (part != null && group.described(schema).filter(d -> d.is(type)).isPresent()) {
            figures.add(new Route.Figure(name, part));
          }
        });
    return figures;
  }

  private Optional<Answer> answer(DocumentGroup.Member member, Response success) {
    if (success.content().isEmpty()) {
      return Optional.of(new Answer.Nothing());
    }
    var schema = DocumentGroup.json(success.content());
    var record = schema.flatMap(group::unwrapped);
    if (record.isPresent() && isRecord(record.get().described())) {
      return Optional.of(new Answer.Row(record.get().member()));
    }
    return member.does().equals(Optional.of(Operation.READ))
        ? Optional.empty()
        : schema.flatMap(this::constant);
  }

  /** Whether most of an object's members are those of the records here. */
  private boolean isRecord(Described object) {
    var known =
        object.properties().keySet().stream()
            .filter(name -> fields.names().containsValue(name) || fields.called(name).isPresent())
            .count();
    return known > 0 && 2 * known >= object.properties().size();
  }

  /** An answer that says that it was done: a sentence, true, or both. */
  private Optional<Answer> constant(Schema schema) {
    var object = group.described(schema).filter(d -> d.is("object") && !d.properties().isEmpty());
    Map<String, JsonNode> members = new LinkedHashMap<>();
    for (var property : object.map(Described::properties).orElse(Map.of()).entrySet()) {
      var described = group.described(property.getValue());
      var value = described.flatMap(DocumentRoutes::said);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      members.put(property.getKey(), value.get());
    }
    var json = JsonNodeFactory.instance.objectNode();
    members.forEach(json::set);
    return members.isEmpty() ? Optional.empty() : Optional.of(new Answer.Constant(json));
  }

  static Optional<JsonNode> said(Described schema) {
    if (schema.is("boolean")) {
      return Optional.of(BooleanNode.TRUE);
    }
    if (!schema.is("string") || !schema.format().isEmpty()) {
      return Optional.empty();
    }
    return schema
        .example()
        .filter(JsonNode::isTextual)
        .or(() -> schema.words().stream().filter(JsonNode::isTextual).findFirst())
        .or(() -> Optional.of(TextNode.valueOf("Done.")));
  }
}
