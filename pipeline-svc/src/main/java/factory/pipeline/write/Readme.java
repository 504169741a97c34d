package factory.pipeline.write;

import factory.pipeline.spec.Access;
import factory.pipeline.spec.Accounts;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.AggregateFunction;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.Function;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Report;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.Specification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a service's README. */
final class Readme {
  private static final String PROVING =
      """

      ## Proving it

      `stories.arazzo.json` holds stories that other people's tools run: each example of the specification, and the life
      of a record of each kind. While `sh run.sh LIBS` runs and `build/data` is new:

          node gate.mjs 8080 &
          service=http://127.0.0.1:8080
          a=0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b=0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb c=0xcccccccccccccccccccccccccccccccccccccccc
          a_wallet=$a b_wallet=$b c_wallet=$c
          npx @redocly/cli@%s respect stories.arazzo.json --server "service=$service" \\
            --input "{\\"a\\": \\"$a\\", \\"b\\": \\"$b\\", \\"c\\": \\"$c\\", \\"a_wallet\\": \\"$a_wallet\\", \\"b_wallet\\": \\"$b_wallet\\", \\"c_wallet\\": \\"$c_wallet\\"}"

      Through the platform's gate it is the same command, once the service is deployed and before it keeps anything:
      `service` is its `api_base_url`, `a`, `b` and `c` are sessions (`mfs_...`, from `POST /auth/session`) of three wallets
      that hold enough of its token, and `a_wallet`, `b_wallet` and `c_wallet` their addresses in lower case.
      """
          .formatted(RunScripts.REDOCLY);

  private Readme() {}

  /**
   * The README.
   *
   * @param told whether stories are shipped with it
   */
  static String of(Specification specification, boolean told) {
    var text = new StringBuilder();
    text.append("# ").append(line(specification.title())).append("\n\n");
    if (!specification.description().isBlank()) {
      text.append(line(specification.description())).append("\n\n");
    }
    text.append(
        """
        A JSON API. `openapi.json` describes it in full; the service answers with it at `/openapi.json`.
        `specification.json` is what it was written from.
        """);
    for (var kind : specification.kinds()) {
      kind(text, kind);
      specification.actions().stream()
          .filter(action -> action.kind().equals(kind.name()))
          .forEach(action -> action(text, kind, action));
    }
    specification.reports().forEach(report -> report(text, report));
    specification.functions().forEach(function -> function(text, function));
    specification
        .accounts()
        .flatMap(
            accounts ->
                specification
                    .kind(accounts.kind())
                    .map(kind -> accounts(accounts, kind, new Samples(specification))))
        .ifPresent(text::append);
    text.append(
        """

        ## Manners

        - Fields are snake_case; unknown ones are refused. `id`, `created_at` and `updated_at` come from the service.
        - Lists are newest first unless said otherwise: `page_size` 1 to 100 (20 unless told), `page_token` from
          `next_page_token`.
        - `PUT` replaces a record, `PATCH` changes the fields it names (null clears one). `If-Match` with an `ETag` makes
          sure that nobody was there between (412). A `POST` with an `Idempotency-Key` is done once.
        - Money is a string such as `"12.50"`. Days are `2026-01-31`, moments `2026-01-31T18:30:00Z`.
        - Errors are `application/problem+json`: 400 unreadable, 401 no wallet, 403 not allowed, 404, 405, 409 it
          contradicts what there is, 412, 413, 415, 422 fields that cannot be accepted; `reason` says which.

        ## Running it

        `sh run.sh LIBS` builds and runs it, where `LIBS` is a folder with the jars of the platform's service runtime. Then

            sh call.sh GET /
        """);
    text.append(call(specification));
    if (told) {
      text.append(PROVING);
    }
    list(text, "Assumed", "Nobody said so:", specification.assumptions());
    list(
        text,
        "Not taken into account",
        "These parts of what was asked for are not in this service:",
        specification.leftOut().stream()
            .map(left -> left.text() + " (" + left.reason() + ")")
            .toList());
    return text.toString();
  }

  /** How one registers and logs in, as it is typed where the gate stands between. */
  private static String accounts(Accounts accounts, Kind kind, Samples samples) {
    var text = new StringBuilder();
    text.append("\n## Accounts\n\n");
    text.append(
        """
        A `%s` is an account of this service. `$service` is the service's `api_base_url`; `X-Session` shows the gate who calls, so
        that `Authorization` and cookies are the service's own:

        """
            .formatted(kind.name()));
    var register =
        kind.http()
            .flatMap(http -> http.route(Kind.Operation.CREATE, ""))
            .map(route -> route.path())
            .orElse("/" + kind.plural());
    samples.body(kind, kind.fields()).ifPresent(body -> curl(text, "POST", register, quoted(body)));
    accounts
        .operation(Accounts.What.LOG_IN)
        .ifPresent(
            in -> {
              if (in.takes().getFirst().equals(Accounts.Operation.FORM)) {
                text.append(
                    "    curl -X %s $service%s -H \"X-Session: $session\" -d %s=... -d %s=...\n"
                        .formatted(in.method(), in.path(), in.loginMember(), in.passwordMember()));
                return;
              }
              Map<String, Object> login =
                  JsonText.object(in.loginMember(), "...", in.passwordMember(), "...");
              curl(
                  text,
                  in.method(),
                  in.path(),
                  quoted(
                      in.bodyWithin().map(member -> JsonText.object(member, login)).orElse(login)));
            });
    text.append(
        """

        A session is shown as `%s` and lasts %,d seconds; it ends with the account, and when the password changes. Without one, what
        needs one is 401 with `NOT_LOGGED_IN`.
        """
            .formatted(AccountsSource.shown(accounts), accounts.sessionSeconds()));
    for (var operation : accounts.operations()) {
      var does =
          switch (operation.what()) {
            case LOG_IN -> "logs in";
            case LOG_OUT -> "logs out";
            case ME -> "answers who is logged in";
            case PASSWORD -> "changes the password, and ends all other sessions";
            case REFRESH -> "answers a new session in place of one";
          };
      if (operation.what() != Accounts.What.LOG_IN) {
        text.append("`%s %s` %s.\n".formatted(operation.method(), operation.path(), does));
      }
    }
    accounts
        .invitations()
        .ifPresent(
            all ->
                text.append(
                    "Whoever registers while there is an account needs the code of an invitation, a record of `%s`.\n"
                        .formatted(all.kind())));
    accounts
        .roles()
        .ifPresent(
            roles -> {
              text.append(
                  "An account that is made while there is no other has `%s` as its `%s`: register first. Others are refused with 403:\n\n"
                      .formatted(roles.first(), roles.field()));
              roles
                  .only()
                  .forEach(
                      only ->
                          text.append(
                              "- `%s` is for `%s`%s\n"
                                  .formatted(
                                      only.named(),
                                      String.join("`, `", only.values()),
                                      only.oneself()
                                          .map(" and the account `{%s}`"::formatted)
                                          .orElse(""))));
            });
    return text.toString();
  }

  private static void curl(StringBuilder text, String method, String path, String json) {
    text.append(
        "    curl -X %s $service%s -H \"X-Session: $session\" -H 'Content-Type: application/json' -d %s\n"
            .formatted(method, path, json));
  }

  /** A first call, as it is typed. */
  private static String call(Specification specification) {
    var samples = new Samples(specification);
    for (var kind : specification.kinds()) {
      if (kind.http().isPresent()) {
        var made = kind.http().get().route(Kind.Operation.CREATE, "POST");
        if (made.isPresent() && made.get().parameters().isEmpty()) {
          return routed(samples, kind, made.get());
        }
      } else if (kind.operations().contains(Kind.Operation.CREATE)) {
        return samples
            .body(kind.fields())
            .map(body -> "    sh call.sh POST /%s %s\n".formatted(kind.plural(), quoted(body)))
            .orElse("");
      }
    }
    for (var function : specification.functions()) {
      if (function.http().isPresent()) {
        return called(samples, function, function.http().get());
      }
      return samples
          .body(function.inputs())
          .map(
              body ->
                  "    sh call.sh POST /%s %s\n"
                      .formatted(Names.path(function.name()), quoted(body)))
          .orElse("");
    }
    return "";
  }

  /** A call of a function that has its address of a document. */
  private static String called(Samples samples, Function function, Endpoint endpoint) {
    if (!endpoint.method().equals("POST")
        || !endpoint.parameters().isEmpty()
        || endpoint.text(function.inputs()).isPresent()) {
      return "";
    }
    Map<String, Object> named = new LinkedHashMap<>();
    samples
        .body(endpoint.from(Endpoint.In.BODY, function.inputs()))
        .ifPresent(
            body -> body.forEach((input, value) -> named.put(endpoint.place(input).name(), value)));
    return "    sh call.sh POST %s %s\n".formatted(endpoint.path(), quoted(named));
  }

  private static String routed(Samples samples, Kind kind, Route route) {
    if (!route.takes().contains(Route.JSON)) {
      return "";
    }
    return samples
        .body(kind, Wire.inBody(kind, route))
        .map(body -> route.bodyWithin().map(member -> JsonText.object(member, body)).orElse(body))
        .map(body -> "    sh call.sh POST %s %s\n".formatted(route.path(), quoted(body)))
        .orElse("");
  }

  private static String quoted(Map<String, Object> body) {
    var json = JsonText.of(body).replaceAll("\\n *", " ").strip();
    return "'" + json.replace("'", "'\\''") + "'";
  }

  private static void action(StringBuilder text, Kind kind, Action action) {
    text.append("\n### ")
        .append(action.http().map(Endpoint::method).orElse("POST"))
        .append(' ')
        .append(OtherOperations.path(kind, action))
        .append("\n\n");
    described(text, action.description());
    fields(text, action.inputs());
    access(text, "done", action.access());
    for (var guard : action.guards()) {
      text.append("- ")
          .append(refusal(guard.otherwise()))
          .append(" unless ")
          .append(code(guard.check()))
          .append('\n');
    }
    for (var effect : action.effects()) {
      if (effect instanceof Action.Effect.When(var check, _)) {
        text.append("- ").append(code(check)).append(" decides about a part of it\n");
      }
      if (effect instanceof Action.Effect.Let(var as, var value)) {
        text.append("- ").append(code(as)).append(" is ").append(code(value)).append('\n');
      }
      if (effect instanceof Action.Effect.Require(var check, var otherwise)) {
        text.append("- ")
            .append(refusal(otherwise))
            .append(" unless then ")
            .append(code(check))
            .append('\n');
      }
    }
  }

  private static String refusal(Action.Refusal refusal) {
    return refusal.status() + " `" + refusal.reason() + "` (" + line(refusal.message()) + ")";
  }

  private static void report(StringBuilder text, Report report) {
    text.append("\n## GET /").append(Names.path(report.name())).append("\n\n");
    described(text, report.description());
    fields(text, report.inputs());
    List<String> columns = new ArrayList<>();
    report.groups().forEach(group -> columns.add("`" + group.name() + "`"));
    report.measures().forEach(measure -> columns.add("`" + measure.name() + "`"));
    text.append("Rows of ").append(String.join(", ", columns)).append(".\n");
  }

  private static void function(StringBuilder text, Function function) {
    text.append("\n## ")
        .append(function.http().map(Endpoint::method).orElse("POST"))
        .append(' ')
        .append(OtherOperations.path(function))
        .append("\n\n");
    described(text, function.description());
    fields(text, function.inputs());
    for (var refusal : function.refusals()) {
      text.append("- ")
          .append(refusal(refusal.refusal()))
          .append(" when ")
          .append(code(refusal.when()))
          .append('\n');
    }
    for (var output : function.outputs()) {
      text.append("- answers `")
          .append(output.name())
          .append("`, ")
          .append(TypeWords.of(output.type()))
          .append('\n');
    }
  }

  private static void described(StringBuilder text, String description) {
    if (!description.isBlank()) {
      text.append(line(description)).append("\n\n");
    }
  }

  private static void fields(StringBuilder text, List<Field> fields) {
    if (fields.isEmpty()) {
      return;
    }
    text.append("| field | holds | |\n|---|---|---|\n");
    for (var field : fields) {
      text.append(
          "| `%s` | %s | %s |\n"
              .formatted(
                  field.name(),
                  cell(field.isIssued() ? "secret, shown once" : TypeWords.of(field.type())),
                  cell(notes(field))));
    }
    text.append('\n');
  }

  private static void list(
      StringBuilder text, String title, String introduction, List<String> items) {
    if (!items.isEmpty()) {
      text.append("\n## ").append(title).append("\n\n").append(introduction).append("\n\n");
      items.forEach(item -> text.append("- ").append(line(item)).append('\n'));
    }
  }

  private static void kind(StringBuilder text, Kind kind) {
    text.append("\n## ")
        .append(kind.http().isPresent() ? Names.sentence(kind.plural()) : "/" + kind.plural())
        .append("\n\n");
    described(text, kind.description());
    var methods = methods(kind);
    if (!methods.isEmpty()) {
      text.append(methods).append("\n\n");
    }
    fields(text, kind.fields().stream().map(field -> named(kind, field)).toList());
    rules(text, kind);
    while (text.charAt(text.length() - 2) == '\n') {
      text.setLength(text.length() - 1);
    }
  }

  /** A field by its name in JSON. */
  private static Field named(Kind kind, Field field) {
    return new Field(
        Wire.shown(kind, field),
        field.type(),
        field.description(),
        field.required(),
        field.unique(),
        field.origin());
  }

  private static void rules(StringBuilder text, Kind kind) {
    for (var rule : kind.rules()) {
      text.append(
          "- `%s` %s: %s\n".formatted(rule.field(), line(rule.message()), code(rule.check())));
    }
    for (var unique : kind.unique()) {
      text.append("- no two have the same " + String.join(" and ", unique.fields()) + "\n");
    }
    for (var interval : kind.noOverlap()) {
      text.append(
          "- no two overlap from `%s` to `%s`%s\n"
              .formatted(
                  interval.from(),
                  interval.to(),
                  interval.per().isEmpty()
                      ? ""
                      : " with the same " + String.join(" and ", interval.per())));
    }
    access(text, "read", kind.access().read());
    access(text, "made", kind.access().create());
    access(text, "changed", kind.access().update());
    access(text, "deleted", kind.access().delete());
  }

  private static void access(StringBuilder text, String what, Access access) {
    switch (access) {
      case Access.Anyone _ -> {}
      case Access.Owner _ -> text.append("- " + what + " by the wallet that made it only\n");
      case Access.Account _ -> text.append("- " + what + " by whoever is logged in\n");
      case Access.Nobody _ -> text.append("- " + what + " by actions only\n");
      case Access.When(var condition) ->
          text.append("- " + what + " by those for whom " + code(condition) + "\n");
    }
  }

  private static String methods(Kind kind) {
    if (kind.http().isPresent()) {
      return kind.http().get().routes().stream()
          .map(route -> "`" + route.method() + " " + route.path() + "`")
          .collect(Collectors.joining(", ", "", "."));
    }
    List<String> collection = new ArrayList<>();
    List<String> single = new ArrayList<>();
    for (var operation : Kind.Operation.values()) {
      if (kind.operations().contains(operation)) {
        switch (operation) {
          case LIST -> collection.add("`GET`");
          case CREATE -> collection.add("`POST`");
          case READ -> single.add("`GET`");
          case UPDATE -> single.addAll(List.of("`PUT`", "`PATCH`"));
          case DELETE -> single.add("`DELETE`");
        }
      }
    }
    List<String> all = new ArrayList<>();
    if (!collection.isEmpty()) {
      all.add(String.join(", ", collection) + " `/" + kind.plural() + "`");
    }
    if (!single.isEmpty()) {
      all.add(String.join(", ", single) + " `/" + kind.plural() + "/{id}`");
    }
    return all.isEmpty() ? "" : String.join("; ", all) + ".";
  }

  private static String notes(Field field) {
    List<String> notes = new ArrayList<>();
    notes.add(
        switch (field.origin()) {
          case Origin.Given(var fallback, var fixed) ->
              fallback
                      .map(value -> code(value) + " unless given")
                      .orElse(field.required() ? "required" : "optional")
                  + (fixed ? ", never changed" : "");
          case Origin.Now(var onUpdate) ->
              onUpdate ? "the moment of the last change" : "the moment it is made";
          case Origin.Caller _ -> "the wallet that makes it";
          case Origin.Account _ -> "the account that makes it";
          case Origin.Sequence _ -> "rises from 1";
          case Origin.Code _ -> "a random code";
          case Origin.Slug(var of, var follows) ->
              code(of) + " as in an address" + (follows ? ", also when that changes" : "");
          case Origin.Link(var path) -> "the address of `" + path + "`";
          case Origin.Actions _ -> "set by actions";
          case Origin.Computed(var value) -> code(value);
          case Origin.Aggregated aggregated when aggregated.function() == AggregateFunction.MINE ->
              "whether whoever calls has made one of its "
                  + Names.words(aggregated.kind())
                  + " records"
                  + aggregated.where().map(where -> " where " + code(where)).orElse("");
          case Origin.Aggregated aggregated ->
              Names.words(aggregated.function().name().toLowerCase(Locale.ROOT))
                  + " of its "
                  + Names.words(aggregated.kind())
                  + " records"
                  + aggregated.of().map(of -> "' `" + of + "`").orElse("")
                  + aggregated.where().map(where -> " where " + code(where)).orElse("");
        });
    if (field.unique()) {
      notes.add("unique");
    }
    if (!field.description().isBlank()) {
      notes.add(line(field.description()));
    }
    return String.join(", ", notes);
  }

  private static String cell(String text) {
    return text.replaceAll("\\s+", " ").replace("|", "\\|").strip();
  }

  /** A code span, in which nothing is escaped: its fence is longer than any inside. */
  private static String code(String text) {
    var line = text.replaceAll("\\s+", " ").strip();
    var fence = "`";
    while (line.contains(fence)) {
      fence += "`";
    }
    return fence.length() == 1 ? fence + line + fence : fence + " " + line + " " + fence;
  }

  /** Text from outside on one line, without what Markdown or HTML would make of it. */
  static String line(String text) {
    return text.replaceAll("\\s+", " ").replace("<", "&lt;").replace(">", "&gt;").strip();
  }
}
