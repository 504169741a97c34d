package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Content;
import factory.pipeline.document.ApiDocument.Response;
import factory.pipeline.document.Schema;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.Endpoint.Form;
import factory.pipeline.spec.Endpoint.In;
import factory.pipeline.spec.Endpoint.Place;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.SentKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an operation that is none of the five is sent and answers.
 *
 * @param inputs all of them, but for parameters that name records
 * @param places where each comes from, by its name
 * @param unknownRefused whether its body may have nothing else
 * @param status of its success
 * @param statuses in place of ours
 */
record DocumentCall(
    ApiDocument.Operation operation,
    List<Field> inputs,
    Map<String, Place> places,
    boolean unknownRefused,
    int status,
    Answered answered,
    Map<Integer, Integer> statuses) {
  private static final Set<String> ENVELOPES = Set.of("data", "result", "response", "payload");
  private static final String TEXT = "text";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,59}");
  private static final Set<String> RESERVED =
      Set.of("in", "true", "false", "null", "record", "input", "caller", "now");

  /** Keeps copies. */
  DocumentCall {
    inputs = List.copyOf(inputs);
  }

  /**
   * What is answered.
   *
   * @param within the member that has the rest
   * @param members of the object that it is; empty when it is none
   * @param required those of them that are always there
   * @param value what it is when it is no object; empty for nothing
   * @param example of all of it
   * @param any whether it is an object of which nothing else is said
   * @param always members beside the one that has the rest
   */
  record Answered(
      Form form,
      Optional<String> within,
      Map<String, Described> members,
      Set<String> required,
      Optional<Described> value,
      Optional<JsonNode> example,
      boolean any,
      Map<String, JsonNode> always) {
    /** One of which something is said. */
    Answered(
        Form form,
        Optional<String> within,
        Map<String, Described> members,
        Set<String> required,
        Optional<Described> value,
        Optional<JsonNode> example) {
      this(form, within, members, required, value, example, false, Map.of());
    }

    /** What it answers, where outputs are called so. */
    Endpoint.Answer.Result result(Map<String, String> names) {
      return new Endpoint.Answer.Result(names, within, always);
    }

    boolean isNothing() {
      return members.isEmpty() && value.isEmpty() && !any;
    }
  }

  /**
   * What it is sent and answers; empty when something of that is none that can be held here.
   *
   * @param keys parameters of the path, headers and cookies that are no inputs
   */
  static Optional<DocumentCall> of(
      ApiDocument document, ApiDocument.Operation operation, Set<String> keys) {
    return of(document, operation, keys, "");
  }

  /**
   * The same.
   *
   * @param noun what a member may be called that has all of an answer
   */
  static Optional<DocumentCall> of(
      ApiDocument document, ApiDocument.Operation operation, Set<String> keys, String noun) {
    var successes = DocumentGroup.successes(operation);
    if (successes.size() != 1 || operation.method().equals("TRACE")) {
      return Optional.empty();
    }
    return new Reader(document, operation, keys, noun, false).read(successes.getFirst());
  }

  /** The same of one whose body is a text alone, which is an input called {@code text}. */
  static Optional<DocumentCall> ofText(ApiDocument document, ApiDocument.Operation operation) {
    var successes = DocumentGroup.successes(operation);
    return successes.size() == 1 && DocumentTextBodies.sent(document, operation).isPresent()
        ? new Reader(document, operation, Set.of(), "", true).read(successes.getFirst())
        : Optional.empty();
  }

  /** Where it is, with another answer. */
  Endpoint endpoint(Map<String, String> keys, Endpoint.Answer answer) {
    return endpoint(keys, List.of(), answer);
  }

  /** The same, kept to what headers and cookies say. */
  Endpoint endpoint(Map<String, String> keys, List<SentKey> sent, Endpoint.Answer answer) {
    return new Endpoint(
        operation.method(),
        operation.path(),
        keys,
        places,
        unknownRefused,
        status,
        answer,
        statuses,
        sent);
  }

  /** Where an input comes from. */
  Place place(Field input) {
    return Objects.requireNonNull(places.get(input.name()));
  }

  /** The same with other inputs. */
  DocumentCall with(List<Field> others) {
    Map<String, Place> some = new LinkedHashMap<>(places);
    some.keySet().retainAll(others.stream().map(Field::name).toList());
    return new DocumentCall(operation, others, some, unknownRefused, status, answered, statuses);
  }

  /** The same without an input, such as one that says what it is about. */
  DocumentCall without(Field input) {
    return new DocumentCall(
        operation,
        inputs.stream().filter(one -> !one.equals(input)).toList(),
        places,
        unknownRefused,
        status,
        answered,
        statuses);
  }

  /** Whether the document says that it can refuse like that. */
  boolean declares(int refusal) {
    return operation.responses().stream()
        .anyMatch(response -> response.status().equals(Integer.toString(refusal)));
  }

  /** What the words of an operation are: its path, its id and its summary. */
  static String said(ApiDocument.Operation operation) {
    var path = operation.path().replaceAll("\\{[^}]*}", " ");
    var words =
        "%s %s %s"
            .formatted(
                DocumentPath.snake(path),
                DocumentPath.snake(operation.operationId()),
                operation.summary());
    return " " + words.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", " ").strip() + " ";
  }

  private static final class Reader {
    private final ApiDocument document;
    private final ApiDocument.Operation operation;
    private final Set<String> keys;
    private final String noun;
    private final boolean isText;
    private final List<Field> inputs = new ArrayList<>();
    private final Map<String, Place> places = new LinkedHashMap<>();
    private boolean unknownRefused;

    Reader(
        ApiDocument document,
        ApiDocument.Operation operation,
        Set<String> keys,
        String noun,
        boolean isText) {
      this.noun = noun;
      this.isText = isText;
      this.document = document;
      this.operation = operation;
      this.keys = keys;
    }

    Optional<DocumentCall> read(Response success) {
      for (var parameter : operation.parameters()) {
        if (keys.contains(parameter.name()) && !parameter.in().equals("query")) {
          continue;
        }
        var in = in(parameter.in());
        var schema = parameter.schema().flatMap(s -> Schemas.described(document, s));
        if (in.isEmpty()
            || schema.isEmpty()
            || !input(parameter.name(), in.get(), parameter.required(), schema.get())) {
          return Optional.empty();
        }
      }
      if (operation.requestBody().isPresent() && !body(operation.requestBody().get())) {
        return Optional.empty();
      }
      return answered(success)
          .map(
              answered ->
                  new DocumentCall(
                      operation,
                      inputs,
                      places,
                      unknownRefused,
                      Integer.parseInt(success.status()),
                      answered,
                      isText
                          ? DocumentStatuses.ofTextAlone(operation)
                          : DocumentStatuses.of(operation)));
    }

    private static Optional<In> in(String in) {
      return switch (in) {
        case "path" -> Optional.of(In.PATH);
        case "query" -> Optional.of(In.QUERY);
        case "header" -> Optional.of(In.HEADER);
        case "cookie" -> Optional.of(In.COOKIE);
        default -> Optional.empty();
      };
    }

    private boolean body(ApiDocument.Body body) {
      if (isText) {
        return DocumentTextBodies.input(document, operation)
            .filter(text -> input(TEXT, In.TEXT, true, text))
            .isPresent();
      }
      var object =
          DocumentGroup.json(body.content())
              .flatMap(schema -> Schemas.described(document, schema))
              .filter(schema -> schema.is("object") && !schema.isComposed());
      if (object.isEmpty()) {
        return false;
      }
      unknownRefused = object.get().additional().equals(Optional.of(new Schema.Anything(false)));
      for (var property : object.get().properties().entrySet()) {
        var schema = Schemas.described(document, property.getValue());
        var required = object.get().required().contains(property.getKey());
        if (schema.isEmpty() || !input(property.getKey(), In.BODY, required, schema.get())) {
          return false;
        }
      }
      return true;
    }

    private boolean input(String wire, In in, boolean required, Described schema) {
      var type = DocumentTypes.of(document, schema);
      var plain = in == In.HEADER ? DocumentSent.plain(wire) : DocumentPath.snake(wire);
      var name = RESERVED.contains(plain) ? plain + "_value" : plain;
      if (type.isEmpty() || !NAME.matcher(name).matches() || places.containsKey(name)) {
        return false;
      }
      var fallback = DocumentTypes.fallback(type.get(), schema.fallback());
      inputs.add(
          new Field(
              name,
              type.get(),
              schema.description().strip(),
              required || in == In.PATH || fallback.isPresent(),
              false,
              new Origin.Given(fallback, false)));
      places.put(name, new Place(in, wire));
      return true;
    }

    private Optional<Answered> answered(Response success) {
      if (success.content().isEmpty()) {
        return Optional.of(
            new Answered(
                Form.JSON,
                Optional.empty(),
                Map.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty()));
      }
      for (var form : Form.values()) {
        for (var content : success.content()) {
          if (content.mediaType().replaceFirst(";.*", "").strip().equals(form.mediaType())) {
            return answered(form, content, success);
          }
        }
      }
      return Optional.empty();
    }

    private Optional<Answered> answered(Form form, Content content, Response success) {
      var schema = content.schema().flatMap(s -> Schemas.described(document, s));
      var example =
          content.examples().stream().findFirst().or(() -> schema.flatMap(Described::example));
      if (schema.isEmpty() || schema.get().isComposed()) {
        return Optional.empty();
      }
      if (!schema.get().is("object") || isMap(schema.get())) {
        return Optional.of(
            new Answered(form, Optional.empty(), Map.of(), Set.of(), schema, example));
      }
      if (form != Form.JSON) {
        return Optional.empty();
      }
      if (Schemas.isAnyObject(schema.get())) {
        return Optional.of(
            new Answered(
                form,
                Optional.empty(),
                Map.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                true,
                Map.of()));
      }
      var enveloped = enveloped(form, schema.get(), success);
      if (enveloped.isPresent()) {
        return enveloped;
      }
      var only = schema.get().properties();
      if (only.size() == 1) {
        var member = only.entrySet().iterator().next();
        var inner = Schemas.described(document, member.getValue()).filter(s -> s.is("object"));
        var called = DocumentPath.snake(member.getKey());
        if (inner.isPresent()
            && (ENVELOPES.contains(called) || called.equals(noun) || isOfPath(called))) {
          return members(inner.get())
              .map(
                  members ->
                      new Answered(
                          form,
                          Optional.of(member.getKey()),
                          members,
                          inner.get().required(),
                          Optional.empty(),
                          example.map(e -> e.path(member.getKey()))));
        }
      }
      return members(schema.get())
          .map(
              members ->
                  new Answered(
                      form,
                      Optional.empty(),
                      members,
                      schema.get().required(),
                      Optional.empty(),
                      example));
    }

    /**
     * What is answered within an object of which all else says that the call went well; it may be a
     * member that is called like the record once more.
     */
    private Optional<Answered> enveloped(Form form, Described object, Response success) {
      var named =
          object.properties().entrySet().stream()
              .filter(member -> ENVELOPES.contains(DocumentPath.snake(member.getKey())))
              .toList();
      if (named.size() != 1 || named.getFirst().getKey().contains("/")) {
        return Optional.empty();
      }
      var outer = named.getFirst().getKey();
      var inner =
          Schemas.described(document, named.getFirst().getValue())
              .filter(of -> of.is("object") && !of.isComposed() && !isMap(of));
      var within = outer;
      if (inner.filter(of -> of.properties().size() == 1).isPresent()) {
        var only = inner.get().properties().entrySet().iterator().next();
        var nested =
            Schemas.described(document, only.getValue())
                .filter(of -> of.is("object") && !of.isComposed())
                .filter(_ -> !noun.isEmpty() && DocumentPath.snake(only.getKey()).equals(noun));
        within = nested.isPresent() ? outer + "/" + only.getKey() : outer;
        inner = nested.isPresent() ? nested : inner;
      }
      if (inner.isEmpty() || (object.properties().size() == 1 && within.equals(outer))) {
        return Optional.empty();
      }
      Map<String, JsonNode> always = new LinkedHashMap<>();
      for (var property : object.properties().entrySet()) {
        if (property.getKey().equals(outer)) {
          continue;
        }
        if (!Envelope.isSaid(property.getKey())) {
          return Optional.empty();
        }
        Schemas.described(document, property.getValue())
            .flatMap(of -> Envelope.said(property.getKey(), of, success))
            .ifPresent(value -> always.put(property.getKey(), value));
      }
      var isAny = Schemas.isAnyObject(inner.get());
      var members = isAny ? Optional.of(Map.<String, Described>of()) : members(inner.get());
      var place = Optional.of(within);
      var required = inner.get().required();
      return members.map(
          all ->
              new Answered(
                  form, place, all, required, Optional.empty(), Optional.empty(), isAny, always));
    }

    /** Whether it is what a part of the path is called, such as the profile of /profiles/{name}. */
    private boolean isOfPath(String called) {
      return !noun.isEmpty()
          && Stream.of(operation.path().split("/"))
              .filter(part -> !part.isEmpty() && !part.contains("{"))
              .anyMatch(part -> Nouns.singular(DocumentPath.snake(part)).equals(called));
    }

    /** Whether its members are called by values, all of one type. */
    private static boolean isMap(Described object) {
      return object.properties().isEmpty()
          && object.additional().filter(of -> !(of instanceof Schema.Anything)).isPresent();
    }

    private Optional<Map<String, Described>> members(Described object) {
      Map<String, Described> members = new LinkedHashMap<>();
      for (var property : object.properties().entrySet()) {
        var described = Schemas.described(document, property.getValue());
        if (described.isEmpty()) {
          return Optional.empty();
        }
        members.put(property.getKey(), described.get());
      }
      return members.isEmpty() ? Optional.empty() : Optional.of(members);
    }
  }

  /** What holds a value of an answer. */
  static Optional<FieldType> type(ApiDocument document, Described schema) {
    // What comes out is bounded by what goes in, and as long as it becomes.
    return DocumentTypes.of(document, schema)
        .map(
            type ->
                type instanceof FieldType.Text || type instanceof FieldType.Choice
                    ? new FieldType.Text(0, 20_000, Optional.empty(), true, false, false)
                    : type instanceof FieldType.Whole
                        ? new FieldType.Whole(FieldType.Bounds.NONE)
                        : type instanceof FieldType.Decimal(_, var scale)
                            ? new FieldType.Decimal(FieldType.Bounds.NONE, scale)
                            : type instanceof FieldType.Secret
                                ? new FieldType.Text(
                                    0, 20_000, Optional.empty(), true, false, false)
                                : type);
  }
}
