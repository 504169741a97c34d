package factory.pipeline.write;

import factory.pipeline.spec.Accounts;
import factory.pipeline.spec.Accounts.Member;
import factory.pipeline.spec.Accounts.Operation;
import factory.pipeline.spec.Accounts.What;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Writes the accounts of a service. */
final class AccountsSource {
  /** What it names of the runtime. */
  static final Set<String> IMPORTS = Set.of("Accounts", "AccountRoute", "Invitations");

  private AccountsSource() {}

  /**
   * What builds them.
   *
   * @param plural of each kind, by its singular name
   */
  static String of(Accounts accounts, Kind kind, UnaryOperator<String> plural) {
    var text = new StringBuilder("Accounts");
    text.append(call("of", kind.plural(), accounts.login(), accounts.password()));
    switch (accounts.scheme()) {
      case BEARER -> {}
      case COOKIE -> text.append(call("cookie", accounts.name()));
      case HEADER -> text.append(call("header", accounts.name()));
    }
    if (accounts.sessionSeconds() != Accounts.USUAL_SECONDS) {
      text.append(".sessionSeconds(").append(accounts.sessionSeconds()).append(')');
    }
    accounts
        .said()
        .ifPresent(
            said ->
                text.append(
                    said.stream()
                        .map(AccountsSource::route)
                        .collect(Collectors.joining(", ", ".routes(", ")"))));
    var answering =
        kind.http().stream()
            .flatMap(http -> http.routes().stream())
            .filter(route -> route.answer() instanceof Route.Answer.Session)
            .map(AccountsSource::answering)
            .toList();
    if (!answering.isEmpty()) {
      text.append(".answering(").append(String.join(", ", answering)).append(')');
    }
    accounts
        .roles()
        .ifPresent(roles -> roles.only().forEach(only -> text.append(only(roles, only))));
    accounts
        .invitations()
        .ifPresent(
            all ->
                text.append(".invited(")
                    .append(invitations(all, plural.apply(all.kind())))
                    .append(')'));
    return text.toString();
  }

  private static String invitations(Accounts.Invitations all, String plural) {
    var text = new StringBuilder("Invitations");
    text.append(call("of", all.field(), plural, all.code(), all.uses()));
    all.most().ifPresent(field -> text.append(call("most", field)));
    all.ends().ifPresent(field -> text.append(call("ends", field)));
    all.usedAt().ifPresent(field -> text.append(call("usedAt", field)));
    all.usedBy().ifPresent(field -> text.append(call("usedBy", field)));
    all.used().ifPresent(field -> text.append(call("used", field)));
    return text.toString();
  }

  private static String only(Accounts.Roles roles, Accounts.Only only) {
    List<String> arguments = new ArrayList<>(List.of(only.method(), only.path()));
    only.oneself().ifPresent(arguments::add);
    arguments.add(roles.field());
    arguments.addAll(only.values());
    return call(
        only.oneself().isPresent() ? "onlyOneselfOr" : "only", arguments.toArray(String[]::new));
  }

  /** What a route of an account's record answers. */
  private static String answering(Route route) {
    var text = new StringBuilder("AccountRoute");
    text.append(call("answer", route.method(), route.path()));
    if (route.answer() instanceof Route.Answer.Session(var within, var members)) {
      within.ifPresent(member -> text.append(call("in", member)));
      members.forEach(member -> text.append(member(member)));
    }
    return text.toString();
  }

  private static String route(Operation operation) {
    var text = new StringBuilder("AccountRoute");
    text.append(
        switch (operation.what()) {
          case LOG_IN ->
              call(
                  "logIn",
                  operation.method(),
                  operation.path(),
                  operation.loginMember(),
                  operation.passwordMember());
          case LOG_OUT -> call("logOut", operation.method(), operation.path());
          case ME -> call("me", operation.path());
          case PASSWORD ->
              call(
                  "password",
                  operation.method(),
                  operation.path(),
                  operation.proofMember().orElseThrow(),
                  operation.passwordMember());
          case REFRESH ->
              operation
                  .proofMember()
                  .map(token -> call("refresh", operation.method(), operation.path(), token))
                  .orElseGet(() -> call("refresh", operation.method(), operation.path()));
        });
    operation.againMember().ifPresent(member -> text.append(call("again", member)));
    operation.bodyWithin().ifPresent(member -> text.append(call("bodyIn", member)));
    if (!operation.bodyTypes().isEmpty()) {
      text.append(call("takes", operation.bodyTypes().toArray(String[]::new)));
    }
    if (operation.status() != usualStatus(operation.what())) {
      text.append(".status(").append(operation.status()).append(')');
    }
    operation.within().ifPresent(member -> text.append(call("in", member)));
    operation.members().forEach(member -> text.append(member(member)));
    operation
        .statuses()
        .forEach((ours, theirs) -> text.append(".instead(" + ours + ", " + theirs + ")"));
    return text.toString();
  }

  private static int usualStatus(What what) {
    return switch (what) {
      case LOG_IN, ME, REFRESH -> 200;
      case LOG_OUT, PASSWORD -> 204;
    };
  }

  private static String member(Member member) {
    return switch (member.part()) {
      case TOKEN -> call("token", member.name());
      case REFRESH_TOKEN -> call("refreshToken", member.name());
      case EXPIRES_AT -> call("expiresAt", member.name());
      case EXPIRES_IN -> call("expiresIn", member.name());
      case RECORD -> call("record", member.name());
      case FIELD -> call("field", member.name(), member.field().orElseThrow());
      case CONSTANT -> call("constant", member.name(), member.constant().orElseThrow().toString());
    };
  }

  private static String call(String method, String... arguments) {
    return "." + method + "(" + FieldSource.literals(List.of(arguments)) + ")";
  }

  /** The condition of whoever is logged in. */
  static String access(String condition) {
    var named = SourceFile.names(condition, "caller");
    return "Access.account(%s -> %s)".formatted(named ? "(caller, account)" : "account", condition);
  }

  /** How a session is shown, in words. */
  static String shown(Accounts accounts) {
    return switch (accounts.scheme()) {
      case BEARER -> "Authorization: Bearer TOKEN";
      case COOKIE -> "Cookie: " + accounts.name() + "=TOKEN";
      case HEADER ->
          accounts.name()
              + (accounts.name().equalsIgnoreCase("Authorization") ? ": Token TOKEN" : ": TOKEN");
    };
  }
}
