package factory.pipeline.spec;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.spec.Accounts.Invitations;
import factory.pipeline.spec.Accounts.Member;
import factory.pipeline.spec.Accounts.Only;
import factory.pipeline.spec.Accounts.Operation;
import factory.pipeline.spec.Accounts.Part;
import factory.pipeline.spec.Accounts.Roles;
import factory.pipeline.spec.Accounts.Scheme;
import factory.pipeline.spec.Accounts.What;
import java.util.List;
import java.util.Optional;

/** Reads the accounts of a service. */
final class AccountsReader {
  private static final int MOST_ONLY = 200;

  private final List<Problem> problems;

  AccountsReader(List<Problem> problems) {
    this.problems = problems;
  }

  Accounts accounts(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var kind = object.text("kind", Form.NAME, Form.A_NAME);
    var login = object.text("login", Form.NAME, Form.A_NAME);
    var password = object.text("password", Form.NAME, Form.A_NAME);
    var accounts =
        new Accounts(
            kind,
            login,
            password,
            object.word("scheme", Scheme.class, Scheme.BEARER),
            object.has("name") ? object.text("name", Form.TOKEN, Form.A_TOKEN) : "",
            object.whole("session_seconds", Accounts.USUAL_SECONDS, 60, 31_536_000),
            object.has("operations")
                ? Optional.of(
                    object.list(
                        "operations",
                        What.values().length,
                        (o, at) -> operation(o, at, login, password)))
                : Optional.empty(),
            object.has("roles") ? Optional.of(roles(object)) : Optional.empty(),
            object.has("invitations") ? Optional.of(invitations(object)) : Optional.empty());
    object.done();
    return accounts;
  }

  private Operation operation(JsonNode json, String pointer, String login, String password) {
    var object = new JsonObject(json, pointer, problems);
    if (!object.has("what")) {
      object.problem("what", "is required");
    }
    var operation =
        new Operation(
            object.word("what", What.class, What.LOG_IN),
            object.text("method", Form.METHOD, Form.A_METHOD),
            object.text("path", Form.TEMPLATE, Form.A_TEMPLATE),
            HttpReader.member(object, "login_member").orElse(login),
            HttpReader.member(object, "password_member").orElse(password),
            HttpReader.member(object, "proof_member"),
            HttpReader.member(object, "again_member"),
            HttpReader.member(object, "body_within"),
            object.whole("status", 200, 299),
            HttpReader.member(object, "within"),
            members(object),
            HttpReader.statuses(object),
            object.texts("body_types", 2, Form.LOGIN_TYPE, Form.A_LOGIN_TYPE));
    object.done();
    return operation;
  }

  private Roles roles(JsonObject accounts) {
    var object = new JsonObject(accounts.get("roles"), accounts.at("roles"), problems);
    var roles =
        new Roles(
            object.text("field", Form.NAME, Form.A_NAME),
            object.text("first", Form.LINE),
            object.list("only", MOST_ONLY, this::only));
    object.done();
    return roles;
  }

  private Invitations invitations(JsonObject accounts) {
    var object = new JsonObject(accounts.get("invitations"), accounts.at("invitations"), problems);
    var invitations =
        new Invitations(
            object.text("field", Form.NAME, Form.A_NAME),
            object.text("kind", Form.NAME, Form.A_NAME),
            object.text("code", Form.NAME, Form.A_NAME),
            object.text("uses", Form.NAME, Form.A_NAME),
            name(object, "most"),
            name(object, "ends"),
            name(object, "used_at"),
            name(object, "used_by"),
            name(object, "used"));
    object.done();
    return invitations;
  }

  private static Optional<String> name(JsonObject object, String member) {
    return object.has(member)
        ? Optional.of(object.text(member, Form.NAME, Form.A_NAME))
        : Optional.empty();
  }

  private Only only(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var only =
        new Only(
            object.text("method", Form.METHOD, Form.A_METHOD),
            object.text("path", Form.TEMPLATE, Form.A_TEMPLATE),
            object.list("values", Form.MAX_STEPS, this::value),
            HttpReader.member(object, "oneself"));
    if (only.values().isEmpty()) {
      object.problem("values", "must say whose accounts may");
    }
    object.done();
    return only;
  }

  private String value(JsonNode json, String pointer) {
    if (!json.isTextual() || json.asText().isBlank() || json.asText().length() > Form.LINE) {
      problems.add(new Problem(pointer, "must be a text: a value that accounts have"));
    }
    return json.asText();
  }

  /** The members of an answer. */
  List<Member> members(JsonObject answer) {
    return answer.list("members", Form.MAX_STEPS, this::member);
  }

  private Member member(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    if (!object.has("part")) {
      object.problem("part", "is required");
    }
    var part = object.word("part", Part.class, Part.TOKEN);
    var member =
        new Member(
            object.text("name", Form.MEMBER, Form.A_MEMBER),
            part,
            part == Part.FIELD
                ? Optional.of(object.text("field", Form.NAME, Form.A_NAME))
                : Optional.empty(),
            part == Part.CONSTANT ? HttpReader.constant(object) : Optional.empty());
    object.done();
    return member;
  }
}
