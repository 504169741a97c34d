package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads which operations show something of one record in another way than the record is shown:
 * {@code GET /{code}} sends its callers on to the address that it has, {@code GET /notes/{id}/raw}
 * is its text, {@code GET /stats/{code}} some of its members.
 */
final class DocumentViews {
  private static final Pattern PARAMETER = Pattern.compile("\\{([^/{}]+)\\}");

  /** What is counted when somebody is sent on. */
  private static final Pattern VISITS =
      Pattern.compile(
          "(total_|number_of_|num_)?(visits?|clicks?|hits?|views?|access(es)?|redirects?|uses?|opens?)"
              + "(_counts?)?|(visit|click|hit|view|access|redirect|use|usage|open)_counter");

  /** What an address is called that callers are sent on to. */
  private static final Set<String> TARGETS =
      Set.of(
          "url",
          "target",
          "target_url",
          "destination",
          "destination_url",
          "long_url",
          "original_url",
          "full_url",
          "redirect_url",
          "link",
          "href",
          "address");

  /** What whole addresses of a record are called. */
  private static final Pattern LINKS =
      Pattern.compile("(\\w+_)?(url|uri|link|href)|self|permalink|location");

  private static final Pattern SHORT = Pattern.compile("short|redirect|visit|go_|public|share");

  private static final Pattern SELF =
      Pattern.compile("self(_\\w+)?|href|url|uri|link|permalink|location|(api|resource)_(url|uri)");

  /** What a text is called that is most of a record. */
  static final List<String> BODIES =
      List.of(
          "content",
          "body",
          "text",
          "data",
          "source",
          "code",
          "markdown",
          "html",
          "message",
          "note");

  /** What no output can be called. */
  private static final Set<String> RESERVED = Set.of("id", "created_at", "updated_at");

  /** What a part of a path says that is about the form alone. */
  private static final Set<String> FORMS =
      Set.of("raw", "plain", "text", "txt", "html", "page", "render", "rendered", "view", "show");

  private final ApiDocument document;
  private final Map<String, String> impossible;
  private final UnaryOperator<String> about;
  private final DocumentObjects objects;
  private final List<Action> actions = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  /**
   * Reads those of a document.
   *
   * @param impossible why something shows nothing, by the operation's name, is added
   * @param taken the names of other actions
   * @param about what a noun of a path is about
   * @param objects what is known of records besides their fields
   */
  DocumentViews(
      ApiDocument document,
      Map<String, String> impossible,
      List<Action> taken,
      UnaryOperator<String> about,
      DocumentObjects objects) {
    this.about = about;
    this.objects = objects;
    this.document = document;
    this.impossible = impossible;
    taken.forEach(action -> names.add(action.name()));
  }

  List<Action> actions() {
    return actions;
  }

  /** A GET about one record of a kind. */
  private record View(
      ApiDocument.Operation operation,
      DocumentGroup group,
      DocumentFields fields,
      String parameter,
      String word) {}

  /** Takes the views of kinds, and the fields that only they need. */
  void read(Map<DocumentGroup, DocumentFields> kinds, DocumentPicks picks) {
    List<View> redirects = new ArrayList<>();
    List<View> others = new ArrayList<>();
    for (var operation : document.operations()) {
      if (operation.method().equals("GET")
          && !isOfKind(operation, kinds)
          && !picks.has(operation)) {
        view(operation, kinds)
            .ifPresent(view -> (isRedirect(operation) ? redirects : others).add(view));
      }
    }
    for (var view : redirects) {
      redirect(view, others);
    }
    others.forEach(this::show);
    kinds.forEach(this::links);
  }

  /** Takes members that are whole addresses of a record: where it leads, or where it is read. */
  private void links(DocumentGroup group, DocumentFields fields) {
    for (var unmade : Map.copyOf(fields.unmade()).entrySet()) {
      var schema = unmade.getValue();
      var name = DocumentPath.snake(unmade.getKey());
      if (!schema.is("string") || !LINKS.matcher(name).matches()) {
        continue;
      }
      var shortened = SHORT.matcher(name).find() ? led(group) : Optional.<String>empty();
      shortened
          .or(() -> SELF.matcher(name).matches() ? read(group, fields) : Optional.empty())
          .ifPresent(path -> fields.linked(unmade.getKey(), path));
    }
  }

  /** The path of the redirect of a kind, with fields as its parameters. */
  private Optional<String> led(DocumentGroup group) {
    return actions.stream()
        .filter(action -> action.kind().equals(group.name()))
        .flatMap(action -> action.http().stream())
        .filter(endpoint -> endpoint.answer() instanceof Endpoint.Answer.Redirect)
        .map(endpoint -> template(endpoint.path(), endpoint.keys()))
        .findFirst();
  }

  private static Optional<String> read(DocumentGroup group, DocumentFields fields) {
    return group
        .of(factory.pipeline.spec.Kind.Operation.READ)
        .filter(member -> !isRedirect(member.operation()) && member.path().parents().isEmpty())
        .map(
            member ->
                template(
                    member.operation().path(),
                    Map.of(
                        member.path().one().orElseThrow(),
                        fields.named(member.path().one().orElseThrow()).orElse("id"))))
        .findFirst();
  }

  private static String template(String path, Map<String, String> keys) {
    var template = path;
    for (var key : keys.entrySet()) {
      template = template.replace("{" + key.getKey() + "}", "{" + key.getValue() + "}");
    }
    return template;
  }

  /** Whether nothing but a redirect is a success. */
  static boolean isRedirect(ApiDocument.Operation operation) {
    return DocumentGroup.successes(operation).isEmpty()
        && operation.responses().stream().anyMatch(r -> r.status().matches("30[12378]"));
  }

  /** Whether it is a list of a kind, or answers one record as JSON. */
  private static boolean isOfKind(
      ApiDocument.Operation operation, Map<DocumentGroup, DocumentFields> kinds) {
    return !isRedirect(operation)
        && kinds.keySet().stream()
            .flatMap(group -> group.members().stream())
            .filter(member -> member.operation().equals(operation))
            .anyMatch(
                member ->
                    member.path().one().isEmpty()
                        || DocumentGroup.successes(operation).stream()
                            .anyMatch(
                                success -> DocumentGroup.json(success.content()).isPresent()));
  }

  private Optional<View> view(
      ApiDocument.Operation operation, Map<DocumentGroup, DocumentFields> kinds) {
    var parameters =
        PARAMETER.matcher(operation.path()).results().map(result -> result.group(1)).toList();
    if (parameters.size() != 1) {
      return Optional.empty();
    }
    var parts = operation.path().split("\\{[^}]*\\}/?", -1);
    var word = parts.length > 1 ? DocumentPath.snake(parts[1]) : "";
    var before = parts[0].replaceAll("/$", "").replaceFirst(".*/", "");
    var noun = about.apply(Nouns.singular(DocumentPath.snake(before)));
    var parameter = parameters.getFirst();
    var found =
        kinds.entrySet().stream()
            .filter(kind -> kind.getKey().name().equals(noun))
            .findFirst()
            .or(() -> named(parameter, kinds));
    return found.map(kind -> new View(operation, kind.getKey(), kind.getValue(), parameter, word));
  }

  /** The only kind whose records have a member that is called like a parameter. */
  private static Optional<Map.Entry<DocumentGroup, DocumentFields>> named(
      String parameter, Map<DocumentGroup, DocumentFields> kinds) {
    var all = kinds.entrySet().stream().filter(k -> k.getValue().canName(parameter)).toList();
    return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }

  private Map<String, String> keys(View view) {
    return Map.of(view.parameter(), view.fields().named(view.parameter()).orElse("id"));
  }

  private void redirect(View view, List<View> others) {
    var operation = view.operation();
    var to = target(view.fields());
    var isPlain = isPlain(operation, view.parameter());
    if (to.isEmpty() || !isPlain) {
      impossible.put(
          operation.name(),
          to.isEmpty()
              ? "no field of a %s says where it leads".formatted(view.group().name())
              : "what it is sent cannot be told yet");
      return;
    }
    var keys = keys(view);
    var visits = visits(view, others);
    var status =
        Stream.of("302", "307", "301", "308", "303")
            .filter(s -> operation.responses().stream().anyMatch(r -> r.status().equals(s)))
            .findFirst()
            .map(Integer::valueOf)
            .orElseThrow();
    add(
        view,
        visits
            .<List<Action.Effect>>map(
                name ->
                    List.of(
                        new Action.Effect.Set("record", Map.of(name, "record." + name + " + 1"))))
            .orElse(List.of()),
        List.of(
            new Output(
                "location", new FieldType.Url(), "record." + to.get().name(), Optional.empty())),
        new Endpoint(
            "GET",
            operation.path(),
            keys,
            Map.of(),
            false,
            status,
            new Endpoint.Answer.Redirect(),
            DocumentStatuses.of(operation)));
  }

  /** Whether it takes nothing but its path, and headers that may be left out. */
  private static boolean isPlain(ApiDocument.Operation operation, String parameter) {
    return operation.requestBody().isEmpty()
        && operation.parameters().stream()
            .allMatch(
                p ->
                    p.name().equals(parameter)
                        || (!p.required() && (p.in().equals("header") || p.in().equals("cookie"))));
  }

  /** The one address that a record always has. */
  private static Optional<Field> target(DocumentFields fields) {
    var given =
        fields.fields().stream()
            .filter(field -> field.required() && field.origin() instanceof Origin.Given)
            .filter(field -> !fields.hidden().contains(field.name()))
            .toList();
    var urls = given.stream().filter(field -> field.type() instanceof FieldType.Url).toList();
    if (!urls.isEmpty()) {
      return urls.size() == 1 ? Optional.of(urls.getFirst()) : Optional.empty();
    }
    var texts =
        given.stream()
            .filter(field -> field.type() instanceof FieldType.Text)
            .filter(field -> TARGETS.contains(field.name()))
            .toList();
    return texts.size() == 1
        ? Optional.of(fields.retyped(texts.getFirst().name(), new FieldType.Url()))
        : Optional.empty();
  }

  /** The counter of those who are sent on: of the record, or of what else shows some of it. */
  private Optional<String> visits(View view, List<View> others) {
    var fields = view.fields();
    for (var unmade : Map.copyOf(fields.unmade()).entrySet()) {
      if (VISITS.matcher(DocumentPath.snake(unmade.getKey())).matches()
          && unmade.getValue().is("integer")) {
        return Optional.of(fields.acted(unmade.getKey(), counter(), Optional.of("0")).name());
      }
    }
    return others.stream()
        .filter(other -> other.fields() == fields)
        .flatMap(other -> answered(other).stream())
        .flatMap(answered -> answered.members().entrySet().stream())
        .filter(member -> VISITS.matcher(DocumentPath.snake(member.getKey())).matches())
        .filter(member -> member.getValue().is("integer"))
        .map(Map.Entry::getKey)
        .findFirst()
        .map(name -> fields.actedUnseen(name, counter(), "0").name());
  }

  private static FieldType counter() {
    return new FieldType.Whole(FieldType.Bounds.NONE);
  }

  private Optional<DocumentCall.Answered> answered(View view) {
    return DocumentCall.of(
            document, view.operation(), Set.of(view.parameter()), view.group().name())
        .map(DocumentCall::answered);
  }

  private void show(View view) {
    var operation = view.operation();
    var call =
        DocumentCall.of(document, operation, Set.of(view.parameter()), view.group().name())
            .filter(_ -> isPlain(operation, view.parameter()));
    if (call.isEmpty() || call.get().answered().isNothing()) {
      return;
    }
    var answered = call.get().answered();
    var outputs = new ArrayList<Output>();
    Map<String, String> called = new HashMap<>();
    Endpoint.Answer answer;
    var isPage =
        answered.form() == Endpoint.Form.HTML
            && answered.value().filter(of -> of.is("string")).isPresent()
            && (view.word().isEmpty() || FORMS.contains(view.word()));
    if (isPage) {
      for (var field : view.fields().fields()) {
        if (!view.fields().hidden().contains(field.name())
            && !view.fields().unseen().contains(field.name())
            && isScalar(field.type())) {
          outputs.add(
              new Output(field.name(), field.type(), "record." + field.name(), Optional.empty()));
          var name = view.fields().names().getOrDefault(field.name(), field.name());
          if (!name.equals(field.name())) {
            called.put(field.name(), name);
          }
        }
      }
      if (outputs.isEmpty()) {
        return;
      }
      answer = new Endpoint.Answer.Page(called);
    } else if (answered.value().isPresent()) {
      var field = answered.form() == Endpoint.Form.JSON ? Optional.<Field>empty() : body(view);
      if (field.isEmpty() || !answered.value().get().is("string")) {
        return;
      }
      outputs.add(
          new Output(
              "shown", field.get().type(), "record." + field.get().name(), Optional.empty()));
      answer = new Endpoint.Answer.Value(answered.form());
    } else {
      for (var member : members(view, answered).entrySet()) {
        outputs.add(member.getValue());
        if (!member.getValue().name().equals(member.getKey())) {
          called.put(member.getValue().name(), member.getKey());
        }
      }
      if (outputs.isEmpty()) {
        return;
      }
      answer = answered.result(called);
    }
    add(view, List.of(), outputs, call.get().endpoint(keys(view), answer));
  }

  /** What a page shows as one text. */
  private static boolean isScalar(FieldType type) {
    return switch (type) {
      case FieldType.Secret _, FieldType.Reference _, FieldType.Json _, FieldType.ObjectOf _ ->
          false;
      case FieldType.ListOf(var item, _, _) -> isScalar(item);
      default -> true;
    };
  }

  /** What each member is of a record, by its name in JSON; none when one that is needed is not. */
  private Map<String, Output> members(View view, DocumentCall.Answered answered) {
    Map<String, Output> members = new LinkedHashMap<>();
    // So that what names one is known before members are looked for.
    var _ = keys(view);
    for (var member : answered.members().entrySet()) {
      var output =
          member(view.fields(), member.getKey(), member.getValue())
              .or(() -> figure(view, member.getKey(), member.getValue()));
      if (output.isPresent()) {
        members.put(member.getKey(), output.get());
      } else if (answered.required().contains(member.getKey())) {
        impossible.put(
            view.operation().name(),
            "no field of a %s is its '%s'".formatted(view.group().name(), member.getKey()));
        return Map.of();
      }
    }
    return members;
  }

  /** What callers do with the record, which none of its own answers shows. */
  private Optional<Output> figure(View view, String name, Described schema) {
    return objects
        .figure(view.fields(), name, schema)
        .map(
            of ->
                new Output(
                    DocumentPath.snake(name), of.type(), "record." + of.name(), Optional.empty()));
  }

  /** What a member shows of a record, where it is one of its fields. */
  static Optional<Output> member(DocumentFields fields, String name, Described schema) {
    var plain = DocumentPath.snake(name);
    var output = RESERVED.contains(plain) ? plain + "_value" : plain;
    var field =
        fields
            .called(name)
            .or(() -> fields.fields().stream().filter(f -> f.name().equals(plain)).findFirst());
    if (field.isPresent()) {
      return field
          .filter(of -> !(of.type() instanceof FieldType.Secret))
          .filter(of -> !(of.type() instanceof FieldType.Reference))
          .map(of -> new Output(output, of.type(), "record." + of.name(), Optional.empty()));
    }
    if (name.equals(fields.names().get("id"))) {
      return Optional.of(new Output(output, DocumentTypes.line(), "record.id", Optional.empty()))
          .filter(_ -> schema.is("string"));
    }
    var isTime = schema.is("string") && schema.format().equals("date-time");
    return isTime && DocumentFields.isCreated(plain)
        ? Optional.of(
            new Output(output, new FieldType.Instant(), "record.created_at", Optional.empty()))
        : Optional.empty();
  }

  /** The text that is most of a record, or the one that the path names. */
  private static Optional<Field> body(View view) {
    var texts =
        view.fields().fields().stream()
            .filter(field -> field.type() instanceof FieldType.Text)
            .filter(field -> !view.fields().hidden().contains(field.name()))
            .filter(field -> field.origin() instanceof Origin.Given)
            .toList();
    if (!view.word().isEmpty() && !FORMS.contains(view.word())) {
      return texts.stream().filter(field -> field.name().equals(view.word())).findFirst();
    }
    return BODIES.stream()
        .flatMap(name -> texts.stream().filter(field -> field.name().equals(name)))
        .findFirst()
        .or(() -> texts.size() == 1 ? Optional.of(texts.getFirst()) : Optional.empty());
  }

  private void add(
      View view, List<Action.Effect> effects, List<Output> outputs, Endpoint endpoint) {
    var name = DocumentFunctions.name(view.operation(), names);
    names.add(name);
    actions.add(
        new Action(
            name,
            view.operation().summary().strip(),
            view.group().name(),
            true,
            List.of(),
            new Access.Anyone(),
            List.of(),
            effects,
            new Action.Answer.Values(outputs),
            Optional.of(endpoint)));
  }
}
