package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Operation;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.Action.Refusal;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads what is asked for by a secret that the service has issued, in a query or a body: {@code GET
 * /tickets/status?token=}, {@code POST /keys/verify}. The record whose secret it is is found by
 * what is kept of that, which tells nothing of it.
 */
final class DocumentKeyed {
  private static final String FOUND = "found";
  private static final Set<String> LOOKS =
      Set.of(
          "verify",
          "verification",
          "validate",
          "validation",
          "check",
          "lookup",
          "look_up",
          "introspect",
          "status",
          "find",
          "resolve",
          "info",
          "details",
          "by_key",
          "by_token",
          "whois");
  private static final Set<String> ENDS = Set.of("unsubscribe");
  private static final Set<String> VALID =
      Set.of("valid", "is_valid", "exists", "found", "verified", "authenticated", "known");

  /** What says that a secret is good no more, of which nothing here asks. */
  private static final Set<String> STATES =
      Set.of(
          "active",
          "is_active",
          "enabled",
          "is_enabled",
          "disabled",
          "revoked",
          "is_revoked",
          "revoked_at",
          "status",
          "state",
          "used",
          "is_used",
          "used_at");

  private static final Pattern UNKNOWN =
      Pattern.compile(
          "\\b(?:unknown|invalid|not found|no such|does not exist|wrong|revoked|not valid|none)\\b");

  private final ApiDocument document;
  private final Map<String, String> impossible;
  private final Map<DocumentGroup, DocumentFields> kinds;
  private final Set<String> names;
  private final Set<Operation> taken = new LinkedHashSet<>();
  private final List<Action> actions = new ArrayList<>();

  /**
   * Reads those of a document.
   *
   * @param impossible why something cannot be, by the operation's name, is added
   * @param names of other actions
   */
  DocumentKeyed(
      ApiDocument document,
      Map<String, String> impossible,
      Map<DocumentGroup, DocumentFields> kinds,
      Set<String> names) {
    this.document = document;
    this.impossible = impossible;
    this.kinds = kinds;
    this.names = names;
  }

  /** A kind with a secret that it issues. */
  private record Issuing(DocumentGroup group, DocumentFields fields, String property) {}

  /** Reads them. */
  void read() {
    for (var operation : document.operations()) {
      if (isCandidate(operation)) {
        DocumentCall.of(document, operation, Set.of()).ifPresent(call -> read(operation, call));
      }
    }
  }

  List<Action> actions() {
    return List.copyOf(actions);
  }

  /** The operations that are such, whether they can be served or not. */
  Set<Operation> taken() {
    return taken;
  }

  private static boolean isCandidate(Operation operation) {
    var last = last(operation);
    return !operation.path().contains("{")
        && switch (operation.method()) {
          case "GET" -> !Verbs.isVerb(last) && !ENDS.contains(last);
          case "POST" -> LOOKS.contains(last) || ENDS.contains(last);
          default -> false;
        };
  }

  private static String last(Operation operation) {
    var parts = operation.path().replaceFirst("(?<=.)/$", "").split("/");
    return parts.length == 0 ? "" : DocumentPath.snake(parts[parts.length - 1]);
  }

  private void read(Operation operation, DocumentCall call) {
    var texts =
        call.inputs().stream()
            .filter(input -> input.required() && input.type() instanceof FieldType.Text)
            .toList();
    if (call.inputs().size() != 1 || texts.size() != 1) {
      return;
    }
    var input = texts.getFirst();
    var some = issuing(operation, DocumentPath.snake(call.place(input).name()));
    if (some.size() != 1 || isOfKind(operation, some.getFirst())) {
      return;
    }
    taken.add(operation);
    var one = some.getFirst();
    if (DocumentAccounts.isOwn(one.group())) {
      impossible.put(operation.name(), "it would tell of records that are their makers' alone");
      return;
    }
    var field = one.fields().named(one.property()).flatMap(one.fields()::field);
    if (field.filter(Field::isIssued).isEmpty()) {
      return;
    }
    action(operation, call, input, one, field.get());
  }

  /** The kinds whose secret a member is called like; those that the path names, if it names one. */
  private List<Issuing> issuing(Operation operation, String called) {
    var all =
        kinds.entrySet().stream()
            .flatMap(
                kind ->
                    kind.getValue().issued().keySet().stream()
                        .filter(property -> isCalled(DocumentPath.snake(property), called))
                        .map(property -> new Issuing(kind.getKey(), kind.getValue(), property)))
            .toList();
    var parts =
        Stream.of(operation.path().split("/"))
            .map(part -> Nouns.singular(DocumentPath.snake(part)))
            .toList();
    var named = all.stream().filter(one -> parts.contains(one.group().name())).toList();
    return named.isEmpty() ? all : named;
  }

  /** Whether both are called the same, or one is a key, token or secret and the other some such. */
  private static boolean isCalled(String secret, String member) {
    return secret.equals(member)
        || (secret.endsWith("_" + member) || member.endsWith("_" + secret))
        || secret.replace("_", "").equals(member.replace("_", ""));
  }

  /** Whether it is a list or the making of the records themselves. */
  private static boolean isOfKind(Operation operation, Issuing one) {
    return Nouns.singular(last(operation)).equals(one.group().name());
  }

  private void action(
      Operation operation, DocumentCall call, Field input, Issuing one, Field secret) {
    var rows =
        "%s.filter(l, l.%s == input.%s)"
            .formatted(DocumentKinds.plural(one.group().name()), secret.name(), input.name());
    var isVerdict =
        call.answered().members().keySet().stream()
            .map(DocumentPath::snake)
            .anyMatch(VALID::contains);
    var state =
        one.fields().fields().stream()
            .map(Field::name)
            .filter(STATES::contains)
            .findFirst()
            .filter(_ -> isVerdict);
    if (state.isPresent()) {
      impossible.put(
          operation.name(),
          "whether a %s that is %s is good is not said"
              .formatted(one.group().name().replace('_', ' '), state.get().replace('_', ' ')));
      return;
    }
    var until = OnceOnly.until(one.fields());
    var unknown = unknown(operation);
    if (unknown.isEmpty()) {
      verdict(operation, call, one, rows, until.isPresent());
      return;
    }
    var ends = ENDS.contains(last(operation));
    var answer =
        ActionAnswer.of(
            call.answered(),
            one.fields(),
            FOUND,
            (_, _) -> Optional.empty(),
            (name, schema) -> said(name, schema));
    if (answer.isEmpty() || (ends && !(answer.get().house() instanceof Action.Answer.Nothing))) {
      impossible.put(operation.name(), "something that it answers is made by nothing");
      return;
    }
    List<Effect> effects = new ArrayList<>();
    effects.add(
        new Effect.Take(
            rows,
            "created_at",
            FOUND,
            new Refusal(
                unknown.get(),
                "UNKNOWN",
                "There is no %s like that.".formatted(one.group().name().replace('_', ' ')))));
    until
        .filter(_ -> isVerdict)
        .ifPresent(
            field ->
                effects.add(
                    OnceOnly.inTime(
                        FOUND, field, OnceOnly.expired(operation).orElse(unknown.get()))));
    if (ends) {
      effects.add(new Effect.Delete(FOUND));
    }
    add(operation, call, one, effects, answer.get());
  }

  /** What is true or false of a secret, where nothing is refused. */
  private void verdict(
      Operation operation, DocumentCall call, Issuing one, String rows, boolean ends) {
    var exists = rows.replaceFirst("\\.filter\\(", ".exists(");
    var answer =
        ends || ENDS.contains(last(operation))
            ? Optional.<ActionAnswer>empty()
            : ActionAnswer.values(
                call.answered(),
                (name, schema) ->
                    VALID.contains(name) && schema.is("boolean")
                        ? Optional.of(
                            new Output(name, new FieldType.Truth(), exists, Optional.empty()))
                        : Optional.empty(),
                (_, _) -> Optional.empty());
    if (answer.isEmpty()) {
      impossible.put(operation.name(), "how a secret that is none is refused is not said");
      return;
    }
    add(operation, call, one, List.of(), answer.get());
  }

  private void add(
      Operation operation,
      DocumentCall call,
      Issuing one,
      List<Effect> effects,
      ActionAnswer answer) {
    var name = DocumentFunctions.name(operation, names);
    names.add(name);
    actions.add(
        new Action(
            name,
            operation.summary().strip(),
            one.group().name(),
            false,
            call.inputs(),
            new Access.Anyone(),
            List.of(),
            effects,
            answer.house(),
            Optional.of(call.endpoint(Map.of(), answer.wire()))));
  }

  /** The status of a secret that nothing has. */
  private static Optional<Integer> unknown(Operation operation) {
    var refusals =
        operation.responses().stream()
            .filter(response -> response.status().matches("4(?:00|01|03|04|10|22)"))
            .toList();
    return refusals.stream()
        .filter(one -> UNKNOWN.matcher(one.description().toLowerCase(Locale.ROOT)).find())
        .map(one -> Integer.valueOf(one.status()))
        .findFirst()
        .or(
            () ->
                Stream.of(404, 401, 403)
                    .filter(
                        status ->
                            refusals.stream()
                                .anyMatch(one -> one.status().equals(status.toString())))
                    .findFirst());
  }

  private static Optional<JsonNode> said(String name, Described schema) {
    return VALID.contains(name) && schema.is("boolean")
        ? Optional.of(BooleanNode.TRUE)
        : Acknowledgement.of(name, schema);
  }
}
