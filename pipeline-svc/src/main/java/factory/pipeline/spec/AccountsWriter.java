package factory.pipeline.spec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.spec.Accounts.Operation;
import factory.pipeline.spec.Accounts.Scheme;

/** Writes the accounts of a service. */
final class AccountsWriter {
  private AccountsWriter() {}

  static ObjectNode accounts(Accounts accounts) {
    var json =
        SpecificationWriter.object()
            .put("kind", accounts.kind())
            .put("login", accounts.login())
            .put("password", accounts.password());
    if (accounts.scheme() != Scheme.BEARER) {
      json.put("scheme", JsonObject.word(accounts.scheme()));
    }
    SpecificationWriter.text(json, "name", accounts.name());
    if (accounts.sessionSeconds() != Accounts.USUAL_SECONDS) {
      json.put("session_seconds", accounts.sessionSeconds());
    }
    SpecificationWriter.list(
        json, "operations", accounts.said(), operation -> operation(accounts, operation));
    return json;
  }

  private static ObjectNode operation(Accounts accounts, Operation operation) {
    var json = SpecificationWriter.object();
    json.put("what", JsonObject.word(operation.what()));
    json.put("method", operation.method());
    json.put("path", operation.path());
    if (!operation.loginMember().equals(accounts.login())) {
      json.put("login_member", operation.loginMember());
    }
    if (!operation.passwordMember().equals(accounts.password())) {
      json.put("password_member", operation.passwordMember());
    }
    operation.bodyWithin().ifPresent(member -> json.put("body_within", member));
    json.put("status", operation.status());
    operation.within().ifPresent(member -> json.put("within", member));
    SpecificationWriter.list(
        json,
        "members",
        operation.members(),
        member -> {
          var one = SpecificationWriter.object().put("name", member.name());
          one.put("part", JsonObject.word(member.part()));
          member.field().ifPresent(field -> one.put("field", field));
          member.constant().ifPresent(value -> one.set("value", value));
          return one;
        });
    if (!operation.statuses().isEmpty()) {
      var statuses = json.putObject("statuses");
      operation.statuses().forEach((ours, theirs) -> statuses.put(ours.toString(), theirs));
    }
    return json;
  }
}
