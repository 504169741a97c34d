package factory.pipeline.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The service's own users, beside the wallets that the gate asserts: records of a kind, and
 * sessions, whose tokens callers show. To register is to make a record; one that answers {@link
 * Route.Answer.Session} logs in as well.
 *
 * @param kind whose records are accounts, by singular name
 * @param login its required, unique text or e-mail field that names one
 * @param password its required secret
 * @param scheme how a caller shows his session
 * @param name of the cookie or the header; empty for a bearer token
 * @param sessionSeconds how long a session lasts
 * @param said the operations, of which there may be none; empty for the house's
 * @param roles who may do what others may not; empty where all accounts are alike
 * @param invitations what whoever registers needs, while there are other accounts; empty where
 *     anybody registers
 */
public record Accounts(
    String kind,
    String login,
    String password,
    Scheme scheme,
    String name,
    int sessionSeconds,
    Optional<List<Operation>> said,
    Optional<Roles> roles,
    Optional<Invitations> invitations) {
  /** How long a session lasts when nothing is said: thirty days. */
  public static final int USUAL_SECONDS = 30 * 24 * 3_600;

  /** {@code account} where it is a name of its own. */
  private static final Pattern NAMED = Pattern.compile("(?<![\\w.])account(?!\\w)");

  private static final Pattern TEXT =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)*+'");

  /** Whether an expression speaks of the account that is logged in. */
  public static boolean areNamed(String cel) {
    return NAMED.matcher(TEXT.matcher(cel).replaceAll("''")).find();
  }

  /** Keeps a copy. */
  public Accounts {
    said = said.map(List::copyOf);
  }

  /**
   * Codes that whoever registers has to know: each is a record, good for some accounts.
   *
   * @param field of the account, which bodies give and no answer shows: the code
   * @param kind whose records are invitations
   * @param code its text that no two have, the secret that it issues, or {@code id}
   * @param uses its whole number that actions set: how many accounts it has made
   * @param most its number of those that it is good for; once where there is none
   * @param ends its moment from which on it is not good
   * @param usedAt its moment, and
   * @param usedBy its reference, and
   * @param used its truth that actions set: when and by whom it was used last, and whether it is
   *     used up
   */
  public record Invitations(
      String field,
      String kind,
      String code,
      String uses,
      Optional<String> most,
      Optional<String> ends,
      Optional<String> usedAt,
      Optional<String> usedBy,
      Optional<String> used) {
    /** Whether a field of a kind is the code that whoever registers gives. */
    public boolean isCode(Accounts accounts, Kind of, String name) {
      return of.name().equals(accounts.kind()) && field.equals(name);
    }
  }

  /** Whether a field of a kind is a code that whoever registers has to know. */
  public boolean isInvitation(Kind of, String field) {
    return invitations.filter(all -> all.isCode(this, of, field)).isPresent();
  }

  /**
   * What some accounts are and others are not.
   *
   * @param field that says it, which only actions change: an enum, or a truth
   * @param first its value in an account that is made while there is no other: the first of all
   * @param only operations that are for some, by their methods and paths
   */
  public record Roles(String field, String first, List<Only> only) {
    /** Keeps a copy. */
    public Roles {
      only = List.copyOf(only);
    }

    /** Which accounts may do something; empty where all may. */
    public Optional<Only> of(String method, String path) {
      return only.stream()
          .filter(one -> one.method().equals(method) && one.path().equals(path))
          .findFirst();
    }
  }

  /**
   * An operation that is for some accounts; others are refused with 403 before anything is looked
   * at.
   *
   * @param values of the field that may do it
   * @param oneself the parameter of the path that names an account which may do it too
   */
  public record Only(String method, String path, List<String> values, Optional<String> oneself) {
    /** Keeps a copy. */
    public Only {
      values = List.copyOf(values);
    }

    /** Such as {@code GET /users}. */
    public String named() {
      return method + " " + path;
    }
  }

  /** How a caller shows his session. */
  public enum Scheme {
    /** {@code Authorization: Bearer TOKEN}. */
    BEARER,
    /** A cookie of a name. */
    COOKIE,
    /** A header of a name, such as {@code X-API-Key}. */
    HEADER
  }

  /** What an operation does. */
  public enum What {
    /** Takes login and password, and answers a session. */
    LOG_IN,
    /** Ends the session that is shown. */
    LOG_OUT,
    /** Answers the account whose session is shown. */
    ME,
    /** Changes the password of who is logged in, who says the old one. */
    PASSWORD,
    /** Answers a new session in place of one. */
    REFRESH
  }

  /** What a member of an answer says. */
  public enum Part {
    /** The token of the session: of a new one, or as it is shown. */
    TOKEN,
    /** A token for a session after the new one, which is good once. */
    REFRESH_TOKEN,
    /** When the new session ends. */
    EXPIRES_AT,
    /** In how many seconds the new session ends. */
    EXPIRES_IN,
    /** The account's record. */
    RECORD,
    /** {@code id}, or a field of the account. */
    FIELD,
    /** Always the same. */
    CONSTANT
  }

  /**
   * A member of an answer.
   *
   * @param field for {@code FIELD}
   * @param constant for {@code CONSTANT}
   */
  public record Member(
      String name, Part part, Optional<String> field, Optional<JsonNode> constant) {
    static Member of(String name, Part part) {
      return new Member(name, part, Optional.empty(), Optional.empty());
    }

    /** Whether it tells something that only a new session has. */
    boolean isOfNewSession() {
      return switch (part) {
        case REFRESH_TOKEN, EXPIRES_AT, EXPIRES_IN -> true;
        case TOKEN, RECORD, FIELD, CONSTANT -> false;
      };
    }
  }

  /**
   * An operation with sessions.
   *
   * @param path without parameters
   * @param loginMember the member of the body that names the account, for {@code LOG_IN}
   * @param passwordMember the member of the body that has its password, for {@code LOG_IN}, or its
   *     new one, for {@code PASSWORD}
   * @param proofMember the member of the body that has the password until now, for {@code
   *     PASSWORD}, or the token for a new session, for {@code REFRESH}; empty where the session
   *     that is shown is renewed
   * @param againMember the member of the body that has the new password again, for {@code PASSWORD}
   * @param bodyWithin the member of the body that has both; empty when the body has them
   * @param status of success
   * @param within the member of the answer that has the rest; empty when the answer is it
   * @param members of the answer; empty for the account's record as the answer of {@code ME}, and
   *     for no body else
   * @param statuses what is answered in place of one of ours
   * @param bodyTypes the media types that a body of {@code LOG_IN} may have; JSON alone when there
   *     are none
   */
  public record Operation(
      What what,
      String method,
      String path,
      String loginMember,
      String passwordMember,
      Optional<String> proofMember,
      Optional<String> againMember,
      Optional<String> bodyWithin,
      int status,
      Optional<String> within,
      List<Member> members,
      Map<Integer, Integer> statuses,
      List<String> bodyTypes) {
    /** What a form of a page is. */
    public static final String FORM = "application/x-www-form-urlencoded";

    /** Keeps copies. */
    public Operation {
      members = List.copyOf(members);
      bodyTypes = List.copyOf(bodyTypes);
      statuses = Sorted.copyOf(statuses);
    }

    /** What is answered in place of a status of ours. */
    public int status(int ours) {
      return statuses.getOrDefault(ours, ours);
    }

    /** The media types that its body may have, the usual one first. */
    public List<String> takes() {
      return bodyTypes.isEmpty() ? List.of(Route.JSON) : bodyTypes;
    }

    /** Whether success has no body. */
    public boolean answersNothing() {
      return members.isEmpty() && what != What.ME;
    }
  }

  /** The operations that there are. */
  public List<Operation> operations() {
    if (said.isPresent()) {
      return said.get();
    }
    List<Member> session = new ArrayList<>();
    if (scheme != Scheme.COOKIE) {
      session.add(Member.of("token", Part.TOKEN));
    }
    session.add(Member.of("expires_at", Part.EXPIRES_AT));
    return List.of(
        usual(What.LOG_IN, "POST", "/sessions", 201, session),
        usual(What.LOG_OUT, "DELETE", "/sessions/current", 204, List.of()),
        usual(What.ME, "GET", "/me", 200, List.of()));
  }

  private Operation usual(What what, String method, String path, int status, List<Member> members) {
    return new Operation(
        what,
        method,
        path,
        login,
        password,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        status,
        Optional.empty(),
        members,
        Map.of(),
        List.of());
  }

  /** The same with some of the operations. */
  public Accounts only(Predicate<Operation> which) {
    var some = operations().stream().filter(which).toList();
    return new Accounts(
        kind, login, password, scheme, name, sessionSeconds, Optional.of(some), roles, invitations);
  }

  /** The same with these roles. */
  public Accounts with(Optional<Roles> others) {
    return new Accounts(
        kind, login, password, scheme, name, sessionSeconds, said, others, invitations);
  }

  /**
   * Whether a field of a kind is the id of an account.
   *
   * @param field or {@code id}
   */
  public boolean names(Kind of, String field) {
    return field.equals("id")
        ? of.name().equals(kind) && !(of.key() instanceof Kind.Key.Natural)
        : of.field(field)
            .filter(one -> one.type() instanceof FieldType.Reference(var to, _) && to.equals(kind))
            .isPresent();
  }

  /** Which accounts may do something; empty where all may that the rest lets. */
  public Optional<Only> only(String method, String path) {
    return roles.flatMap(all -> all.of(method, path));
  }

  /** Whether somebody can log in: by an operation, or as he registers. */
  public boolean areOpen(Kind accounts) {
    return operation(What.LOG_IN).isPresent() || registering(accounts).isPresent();
  }

  /** Whether something answers a token for a new session. */
  public boolean refreshes(Specification specification) {
    var registering =
        specification
            .kind(kind)
            .flatMap(this::registering)
            .map(Route::answer)
            .map(answer -> ((Route.Answer.Session) answer).members())
            .orElse(List.of());
    return Stream.concat(
            registering.stream(), operations().stream().flatMap(one -> one.members().stream()))
        .anyMatch(member -> member.part() == Part.REFRESH_TOKEN);
  }

  /** The route that logs in who registers. */
  public Optional<Route> registering(Kind accounts) {
    return accounts.http().stream()
        .flatMap(http -> http.routes().stream())
        .filter(route -> route.operation() == Kind.Operation.CREATE)
        .filter(route -> route.answer() instanceof Route.Answer.Session)
        .findFirst();
  }

  /** The first operation that does that. */
  public Optional<Operation> operation(What what) {
    return operations().stream().filter(operation -> operation.what() == what).findFirst();
  }
}
