package factory.pipeline.spec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.spec.Accounts.Invitations;
import factory.pipeline.spec.Accounts.Member;
import factory.pipeline.spec.Accounts.Operation;
import factory.pipeline.spec.Accounts.Roles;
import factory.pipeline.spec.Accounts.Scheme;
import java.util.List;

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
    if (accounts.said().isPresent()) {
      var operations = json.putArray("operations");
      accounts.said().get().forEach(one -> operations.add(operation(accounts, one)));
    }
    accounts.roles().ifPresent(roles -> json.set("roles", roles(roles)));
    accounts.invitations().ifPresent(all -> json.set("invitations", invitations(all)));
    return json;
  }

  private static ObjectNode invitations(Invitations all) {
    var json =
        SpecificationWriter.object()
            .put("field", all.field())
            .put("kind", all.kind())
            .put("code", all.code())
            .put("uses", all.uses());
    all.most().ifPresent(field -> json.put("most", field));
    all.ends().ifPresent(field -> json.put("ends", field));
    all.usedAt().ifPresent(field -> json.put("used_at", field));
    all.usedBy().ifPresent(field -> json.put("used_by", field));
    all.used().ifPresent(field -> json.put("used", field));
    return json;
  }

  private static ObjectNode roles(Roles roles) {
    var json = SpecificationWriter.object().put("field", roles.field()).put("first", roles.first());
    SpecificationWriter.list(
        json,
        "only",
        roles.only(),
        only -> {
          var one =
              SpecificationWriter.object().put("method", only.method()).put("path", only.path());
          SpecificationWriter.texts(one, "values", only.values());
          only.oneself().ifPresent(parameter -> one.put("oneself", parameter));
          return one;
        });
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
    operation.proofMember().ifPresent(member -> json.put("proof_member", member));
    operation.againMember().ifPresent(member -> json.put("again_member", member));
    operation.bodyWithin().ifPresent(member -> json.put("body_within", member));
    json.put("status", operation.status());
    operation.within().ifPresent(member -> json.put("within", member));
    members(json, operation.members());
    if (!operation.statuses().isEmpty()) {
      var statuses = json.putObject("statuses");
      operation.statuses().forEach((ours, theirs) -> statuses.put(ours.toString(), theirs));
    }
    SpecificationWriter.texts(json, "body_types", operation.bodyTypes());
    return json;
  }

  /** The members of an answer. */
  static void members(ObjectNode json, List<Member> members) {
    SpecificationWriter.list(
        json,
        "members",
        members,
        member -> {
          var one = SpecificationWriter.object().put("name", member.name());
          one.put("part", JsonObject.word(member.part()));
          member.field().ifPresent(field -> one.put("field", field));
          member.constant().ifPresent(value -> one.set("value", value));
          return one;
        });
  }
}
