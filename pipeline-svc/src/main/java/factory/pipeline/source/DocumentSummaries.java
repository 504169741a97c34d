package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Operation;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.FieldType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Reads which operations answer figures about many records: {@code GET /tasks/stats}, {@code
 * /expenses/summary}, {@code /projects/{id}/stats}, {@code /dashboard}. What each member is, {@link
 * SummaryFigures} says by its name.
 */
final class DocumentSummaries {
  private static final Pattern PARAMETER = Pattern.compile("\\{([^/{}]+)\\}");
  private static final Set<String> WORDS =
      Set.of(
          "stats",
          "statistics",
          "summary",
          "metrics",
          "totals",
          "overview",
          "analytics",
          "counts",
          "count",
          "total",
          "dashboard",
          "report",
          "results",
          "figures");
  private static final Set<String> RESERVED = Set.of("id", "created_at", "updated_at", "in");
  private static final Pattern NOW =
      Pattern.compile("timestamp|now|(?:generated|calculated|computed)_at|as_of");

  /** What says that a number alone is one about all of something. */
  private static final Pattern FIGURE =
      Pattern.compile(
          "(?:total|sum|average|avg|mean|min|minimum|max|maximum|number_of|num)_.+"
              + "|.+_(?:total|sum|average|avg|count)|average|avg|sum");

  private final ApiDocument document;
  private final Map<DocumentGroup, DocumentFields> kinds;
  private final boolean hasAccounts;
  private final Map<String, String> impossible;
  private final Set<String> names = new HashSet<>();
  private final List<Action> actions = new ArrayList<>();

  private DocumentSummaries(
      ApiDocument document,
      Map<DocumentGroup, DocumentFields> kinds,
      boolean hasAccounts,
      Map<String, String> impossible) {
    this.document = document;
    this.kinds = kinds;
    this.hasAccounts = hasAccounts;
    this.impossible = impossible;
  }

  /**
   * Those of a document.
   *
   * @param taken other actions
   * @param isTaken whether an operation is something else already
   * @param impossible why some member cannot be told, by the operation's name, is added
   */
  static List<Action> of(
      ApiDocument document,
      Map<DocumentGroup, DocumentFields> kinds,
      List<Action> taken,
      Predicate<Operation> isTaken,
      boolean hasAccounts,
      Map<String, String> impossible) {
    var all = new DocumentSummaries(document, kinds, hasAccounts, impossible);
    taken.forEach(action -> all.names.add(action.name()));
    for (var operation : document.operations()) {
      if (operation.method().equals("GET")
          && operation.requestBody().isEmpty()
          && !isTaken.test(operation)) {
        all.read(operation);
      }
    }
    return all.actions;
  }

  /**
   * What figures are about.
   *
   * @param subjects the kinds of which there are figures, the one that the path names alone
   * @param record the kind of the record that the path names, and its parameter
   */
  private record About(
      List<SummaryFigures.Subject> subjects,
      Optional<Map.Entry<DocumentGroup, DocumentFields>> record,
      Optional<String> parameter) {}

  /** Takes what lists the different values of a field; false where it lists none. */
  private boolean isOfValues(Operation operation) {
    var lists = new ValueLists(document, kinds);
    var listed = lists.of(operation);
    var subject = listed.flatMap(one -> subject(one.kind(), "", operation));
    var call = DocumentCall.of(document, operation, Set.of());
    if (subject.isEmpty() || call.isEmpty()) {
      return false;
    }
    var inputs = SummaryInputs.of(call.get(), List.of(subject.get()));
    var told =
        inputs.flatMap(
            conditions ->
                lists.told(
                    call.get().answered(),
                    listed.get(),
                    new SummaryFigures(
                            document, List.of(subject.get()), conditions, "", call.get().answered())
                        .rows(subject.get(), "")));
    told.ifPresent(
        of ->
            add(
                operation,
                new About(List.of(subject.get()), Optional.empty(), Optional.empty()),
                of.outputs(),
                call.get(),
                of.answer()));
    return told.isPresent();
  }

  private void read(Operation operation) {
    if (isOfValues(operation)) {
      return;
    }
    var about = about(operation);
    if (about.isEmpty() || about.get().subjects().isEmpty()) {
      return;
    }
    var keys = about.get().parameter().map(Set::of).orElse(Set.of());
    var call = DocumentCall.of(document, operation, keys);
    if (call.isEmpty() || call.get().answered().isNothing()) {
      return;
    }
    var inputs = SummaryInputs.of(call.get(), about.get().subjects());
    if (inputs.isEmpty()) {
      return;
    }
    var groups = new SummaryGroups(document, about.get().subjects(), inputs.get(), said(operation));
    if (call.get().answered().value().isPresent()) {
      var last = operation.path().replaceFirst("/$", "").replaceFirst("^.*/", "");
      var value = call.get().answered().value().get();
      new SummaryFigures(
              document,
              about.get().subjects(),
              inputs.get(),
              said(operation),
              call.get().answered())
          .of(last, "result", value)
          .or(() -> groups.of(last, "result", value))
          .filter(_ -> call.get().answered().form() == Endpoint.Form.JSON)
          .ifPresent(
              output ->
                  add(
                      operation,
                      about.get(),
                      List.of(output),
                      call.get(),
                      new Endpoint.Answer.Value(Endpoint.Form.JSON)));
      return;
    }
    var figures =
        new SummaryFigures(
            document, about.get().subjects(), inputs.get(), said(operation), call.get().answered());
    Map<String, String> called = new LinkedHashMap<>();
    List<Output> outputs = new ArrayList<>();
    for (var member : call.get().answered().members().entrySet()) {
      var output = output(about.get(), figures, groups, member.getKey(), member.getValue());
      if (output.isPresent()) {
        outputs.add(output.get());
        if (!output.get().name().equals(member.getKey())) {
          called.put(output.get().name(), member.getKey());
        }
      } else if (call.get().answered().required().contains(member.getKey())) {
        impossible.put(
            operation.name(),
            "what its '%s' is cannot be told from the document yet".formatted(member.getKey()));
        return;
      }
    }
    if (outputs.stream()
        .noneMatch(output -> output.groups().isPresent() || output.value().contains("."))) {
      return;
    }
    add(operation, about.get(), outputs, call.get(), call.get().answered().result(called));
  }

  private void add(
      Operation operation,
      About about,
      List<Output> outputs,
      DocumentCall call,
      Endpoint.Answer answer) {
    impossible.remove(operation.name());
    var name = DocumentFunctions.name(operation, names);
    names.add(name);
    Map<String, String> keys = new LinkedHashMap<>();
    about
        .parameter()
        .ifPresent(
            parameter ->
                keys.put(
                    parameter,
                    about.record().orElseThrow().getValue().named(parameter).orElse("id")));
    actions.add(
        new Action(
            name,
            operation.summary().strip(),
            about
                .record()
                .map(one -> one.getKey().name())
                .orElse(about.subjects().getFirst().kind()),
            about.record().isPresent(),
            call.inputs(),
            new Access.Anyone(),
            List.of(),
            List.of(),
            new Action.Answer.Values(outputs),
            Optional.of(call.endpoint(keys, answer))));
  }

  private static String said(Operation operation) {
    return operation.summary() + ". " + operation.description();
  }

  private Optional<Output> output(
      About about, SummaryFigures figures, SummaryGroups groups, String member, Described schema) {
    var plain = DocumentPath.snake(member);
    var name = RESERVED.contains(plain) ? plain + "_value" : plain;
    if (NOW.matcher(plain).matches()
        && schema.is("string")
        && schema.format().equals("date-time")) {
      return Optional.of(new Output(name, new FieldType.Instant(), "now", Optional.empty()));
    }
    if (about.record().isPresent()
        && about.parameter().equals(Optional.of(member))
        && about.record().get().getValue().named(member).orElse("id").equals("id")
        && schema.is("string")) {
      return Optional.of(new Output(name, DocumentTypes.line(), "record.id", Optional.empty()));
    }
    var own =
        about.record().flatMap(record -> DocumentViews.member(record.getValue(), member, schema));
    return own.or(() -> figures.of(member, name, schema)).or(() -> groups.of(member, name, schema));
  }

  /** What a path's figures are about: a collection, what is in one record, or all that there is. */
  private Optional<About> about(Operation operation) {
    List<String> parts = new ArrayList<>();
    for (var part : operation.path().replaceFirst("/$", "").substring(1).split("/")) {
      if (!part.matches("v[0-9]+|api")) {
        parts.add(part);
      }
    }
    if (parts.isEmpty() || parts.stream().filter(p -> p.startsWith("{")).count() > 1) {
      return Optional.empty();
    }
    var last = GroupNames.plain(DocumentPath.snake(parts.getLast()));
    var by = GroupNames.BY.matcher(last);
    if (by.matches()) {
      // What it is by says which figures, as a word before it does.
      parts.removeIf(part -> parts.size() > 2 && WORDS.contains(DocumentPath.snake(part)));
      if (WORDS.contains(Nouns.singular(DocumentPath.snake(parts.getFirst())))
          && by.group(1) != null
          && parts.size() == 2) {
        parts.set(0, by.group(1));
      }
    }
    var isSummary =
        by.matches()
            || WORDS.contains(last)
            || WORDS.contains(last.replaceFirst("^.*_", ""))
            || (answersNumber(operation) && FIGURE.matcher(last).matches());
    var parameter = parts.size() > 1 ? PARAMETER.matcher(parts.get(1)) : null;
    if (parts.size() == 3 && isSummary && parameter != null && parameter.matches()) {
      return kind(parts.getFirst())
          .map(
              record ->
                  new About(
                      children(record.getKey(), operation),
                      Optional.of(record),
                      Optional.of(parameter.group(1))));
    }
    if (parts.stream().anyMatch(p -> p.startsWith("{"))) {
      return Optional.empty();
    }
    if (parts.size() == 2) {
      var noun = isSummary ? parts.getFirst() : parts.get(1);
      var first = DocumentPath.snake(parts.getFirst());
      var named =
          kind(noun)
              .filter(
                  _ -> isSummary || WORDS.contains(first) || WORDS.contains(Nouns.singular(first)));
      if (named.isPresent()) {
        return subject(named.get(), "", operation)
            .map(one -> new About(List.of(one), Optional.empty(), Optional.empty()));
      }
    }
    if (!isSummary || parts.size() > 2) {
      return Optional.empty();
    }
    List<SummaryFigures.Subject> all = new ArrayList<>();
    for (var one : kinds.entrySet()) {
      var subject = subject(one, "", operation);
      if (subject.isEmpty()) {
        return Optional.empty();
      }
      all.add(subject.get());
    }
    return Optional.of(new About(all, Optional.empty(), Optional.empty()));
  }

  private boolean answersNumber(Operation operation) {
    return DocumentGroup.successes(operation).stream()
        .flatMap(success -> DocumentGroup.json(success.content()).stream())
        .flatMap(schema -> Schemas.described(document, schema).stream())
        .anyMatch(schema -> schema.is("integer") || schema.is("number"));
  }

  private Optional<Map.Entry<DocumentGroup, DocumentFields>> kind(String noun) {
    var name = Nouns.singular(DocumentPath.snake(noun));
    return kinds.entrySet().stream().filter(k -> k.getKey().name().equals(name)).findFirst();
  }

  /** The kinds whose records refer to one of a kind. */
  private List<SummaryFigures.Subject> children(DocumentGroup parent, Operation operation) {
    List<SummaryFigures.Subject> children = new ArrayList<>();
    for (var one : kinds.entrySet()) {
      one.getValue()
          .refersTo(parent.name())
          .flatMap(by -> subject(one, "x.%s == record".formatted(by), operation))
          .ifPresent(children::add);
    }
    return children;
  }

  /**
   * A kind of which there can be figures. Where records are seen by their makers alone, figures are
   * of those of who asks.
   */
  private Optional<SummaryFigures.Subject> subject(
      Map.Entry<DocumentGroup, DocumentFields> kind, String condition, Operation operation) {
    var fields = kind.getValue();
    var maker = fields.maker();
    var own = maker.isPresent() && (fields.hidden().contains(maker.get()) || isOwn(kind.getKey()));
    if (hasAccounts && own) {
      if (!DocumentAccounts.isClosed(operation)) {
        return Optional.empty();
      }
      var mine = "x.%s == account".formatted(maker.get());
      return Optional.of(
          new SummaryFigures.Subject(
              kind.getKey(), fields, condition.isEmpty() ? mine : condition + " && " + mine));
    }
    return Optional.of(new SummaryFigures.Subject(kind.getKey(), fields, condition));
  }

  private static boolean isOwn(DocumentGroup group) {
    return DocumentAccounts.isOwn(group)
        || group
            .of(factory.pipeline.spec.Kind.Operation.LIST)
            .anyMatch(member -> ClosedKinds.isOfCaller(member.operation()));
  }
}
