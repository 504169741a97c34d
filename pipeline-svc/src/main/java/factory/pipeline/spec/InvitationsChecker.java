package factory.pipeline.spec;

import factory.pipeline.spec.Accounts.Invitations;
import java.util.Optional;
import java.util.function.Predicate;

/** Checks what whoever registers has to know. */
final class InvitationsChecker {
  private static final String AT = "/accounts/invitations";

  private final Check check;
  private final Kind accounts;
  private final Invitations all;

  InvitationsChecker(Check check, Kind accounts, Invitations all) {
    this.check = check;
    this.accounts = accounts;
    this.all = all;
  }

  void check() {
    check
        .field(accounts, all.field(), AT + "/field")
        .filter(field -> !isCode(field))
        .ifPresent(
            _ ->
                check.problem(
                    AT + "/field", "must be a text that bodies give, and unseen: the code"));
    check.kind(all.kind(), AT + "/kind").ifPresent(this::invitation);
  }

  private boolean isCode(Field field) {
    return field.type() instanceof FieldType.Text
        && field.origin() instanceof Origin.Given(var fallback, _)
        && fallback.isEmpty()
        && !field.unique()
        && accounts.http().filter(http -> http.unseen().contains(field.name())).isPresent();
  }

  private void invitation(Kind kind) {
    if (kind.name().equals(accounts.name())) {
      check.problem(AT + "/kind", "an account is no invitation: let it be another kind");
    }
    if (!all.code().equals("id")) {
      look(
          kind,
          "code",
          Optional.of(all.code()),
          field ->
              field.isIssued()
                  || (field.type() instanceof FieldType.Text && field.unique() && field.required()),
          "must be a required text that no two have, a secret that is issued, or id");
    }
    look(
        kind,
        "uses",
        Optional.of(all.uses()),
        field ->
            field.type() instanceof FieldType.Whole
                && field.origin() instanceof Origin.Actions(var initial)
                && initial.filter("0"::equals).isPresent(),
        "must be an integer that is set_by actions, with initial 0");
    look(
        kind,
        "most",
        all.most(),
        field -> field.type() instanceof FieldType.Whole,
        "must be an integer");
    look(
        kind,
        "ends",
        all.ends(),
        field -> field.type() instanceof FieldType.Instant,
        "must be a moment");
    look(
        kind,
        "used_at",
        all.usedAt(),
        field -> field.type() instanceof FieldType.Instant && isSet(field),
        "must be a moment that is set_by actions");
    look(
        kind,
        "used_by",
        all.usedBy(),
        field ->
            field.type() instanceof FieldType.Reference(var to, _)
                && to.equals(accounts.name())
                && !field.required()
                && isSet(field),
        "must be a reference to %s that is set_by actions, and not required"
            .formatted(accounts.name()));
    look(
        kind,
        "used",
        all.used(),
        field -> field.type() instanceof FieldType.Truth && isSet(field),
        "must be a boolean that is set_by actions");
  }

  private static boolean isSet(Field field) {
    return field.origin() instanceof Origin.Actions;
  }

  private void look(
      Kind kind, String member, Optional<String> name, Predicate<Field> fits, String must) {
    var where = AT + "/" + member;
    name.flatMap(one -> check.field(kind, one, where))
        .filter(fits.negate())
        .ifPresent(_ -> check.problem(where, must));
  }
}
