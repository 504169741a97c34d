package factory.pipeline.source;

import factory.pipeline.spec.Accounts;
import factory.pipeline.spec.Accounts.What;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says what was decided by itself about the accounts of a document. */
final class AccountTexts {
  private static final int SECONDS_OF_DAY = 24 * 3_600;

  private AccountTexts() {}

  /** The sentences. */
  static List<String> assumed(Accounts accounts, List<Kind> kinds) {
    List<String> assumed = new ArrayList<>();
    var name = accounts.kind();
    accounts
        .operation(What.LOG_IN)
        .ifPresent(
            in ->
                assumed.add(
                    "A %s is an account of the service itself, which logs in with %s %s; the gate asks besides who calls."
                        .formatted(name, in.method(), in.path())));
    for (var kind : kinds) {
      if (kind.name().equals(name)) {
        registering(accounts, kind, assumed);
        own(kind, assumed);
        roles(accounts, kind, assumed);
      }
    }
    accounts.invitations().ifPresent(all -> assumed.add(invited(name, all)));
    accounts
        .operation(What.PASSWORD)
        .ifPresent(
            password ->
                assumed.add(
                    "A new password with %s %s ends all other sessions of the %s."
                        .formatted(password.method(), password.path(), name)));
    accounts.operation(What.REFRESH).ifPresent(refresh -> assumed.add(renewed(accounts, refresh)));
    return assumed;
  }

  private static String invited(String name, Accounts.Invitations all) {
    var what = all.kind().replace('_', ' ');
    return "Whoever registers as a %s while there is another one needs the code of an %s; an %s is good %s%s, and what somebody used stays used when his account is deleted."
        .formatted(
            name,
            what,
            what,
            all.most().map("once, or as often as its %s says"::formatted).orElse("once"),
            all.ends().map(", until its %s where it has one"::formatted).orElse(""));
  }

  private static void registering(Accounts accounts, Kind kind, List<String> assumed) {
    var registering = accounts.registering(kind);
    if (registering.isPresent()) {
      var name = registering.get().method() + " " + registering.get().path();
      assumed.add(
          accounts.operation(What.LOG_IN).isPresent()
              ? "Whoever registers with %s is logged in by that.".formatted(name)
              : "A %s is an account of the service itself; whoever registers with %s is logged in by that, for %d days, and nothing else logs in."
                  .formatted(kind.name(), name, accounts.sessionSeconds() / SECONDS_OF_DAY));
    }
  }

  /** What somebody does with his own account. */
  private static void own(Kind kind, List<String> assumed) {
    for (var route : kind.http().map(http -> http.routes()).orElse(List.<Route>of())) {
      if (route.ofAccount() && route.operation() == Kind.Operation.DELETE) {
        assumed.add(
            "%s %s deletes who is logged in, and ends all of his sessions."
                .formatted(route.method(), route.path()));
      }
    }
  }

  private static void roles(Accounts accounts, Kind kind, List<String> assumed) {
    var begins = accounts.roles();
    if (begins.isPresent()) {
      begun(begins.get(), kind, assumed);
      return;
    }
    for (var field : kind.fields()) {
      if (field.origin() instanceof Origin.Given && Roles.isCalled(field.name())) {
        assumed.add(
            "The %s of a %s is what whoever registers or changes himself says; nothing here asks for it."
                .formatted(field.name(), kind.name()));
      }
      if (field.origin() instanceof Origin.Actions(var initial)
          && initial.isPresent()
          && Roles.isCalled(field.name())) {
        assumed.add(
            "The %s of every %s is %s: nobody gives himself another one, and nothing here does."
                .formatted(field.name(), kind.name(), initial.get().replace("'", "")));
      }
    }
  }

  /** How somebody becomes what others are not, and what is for him. */
  private static void begun(Accounts.Roles roles, Kind kind, List<String> assumed) {
    var initial =
        kind.field(roles.field())
            .map(field -> field.origin())
            .flatMap(
                origin ->
                    origin instanceof Origin.Actions(var value) ? value : Optional.<String>empty())
            .orElse("")
            .replace("'", "");
    assumed.add(
        "The %s that registers while there is no other has the %s %s, and every other one %s: nobody gives himself one."
            .formatted(kind.name(), roles.field(), roles.first(), initial));
    for (var values : roles.only().stream().map(Accounts.Only::values).distinct().toList()) {
      assumed.add(
          "For whoever has the %s %s alone: %s."
              .formatted(
                  roles.field(),
                  String.join(" or ", values),
                  roles.only().stream()
                      .filter(one -> one.values().equals(values))
                      .map(
                          one ->
                              one.named()
                                  + one.oneself()
                                      .map(" (and the account {%s})"::formatted)
                                      .orElse(""))
                      .collect(Collectors.joining(", "))));
    }
  }

  private static String renewed(Accounts accounts, Accounts.Operation refresh) {
    var name = refresh.method() + " " + refresh.path();
    var days = accounts.sessionSeconds() / SECONDS_OF_DAY;
    var areTold =
        accounts.operations().stream()
            .flatMap(one -> one.members().stream())
            .anyMatch(one -> one.part() == Accounts.Part.REFRESH_TOKEN);
    if (refresh.proofMember().isEmpty() && !areTold) {
      return "%s ends the session that is shown, and answers another one.".formatted(name);
    }
    var isOnce =
        refresh.members().stream().anyMatch(one -> one.part() == Accounts.Part.REFRESH_TOKEN);
    return isOnce
        ? "A token for %s is good once, for %d days, and ends the session that it came with."
            .formatted(name, 2 * days)
        : "A token for %s is good for %d days, and ends the session before each time."
            .formatted(name, 2 * days);
  }
}
