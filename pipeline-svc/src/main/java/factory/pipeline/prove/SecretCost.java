package factory.pipeline.prove;

import factory.pipeline.prove.Proof.Area;
import factory.pipeline.prove.Proof.Check;
import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.spec.Accounts;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Specification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether a service that serves hashes its secrets at their full cost. A process that is tried out
 * hashes them cheaply, so this is asked of one that is started as the service will be.
 */
public final class SecretCost {
  // Source: OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA512.
  private static final int LEAST = 210_000;

  private static final Pattern HASH = Pattern.compile("pbkdf2-sha512\\$(\\d{1,9})\\$");
  private static final Budget BUDGET = new Budget(60, Duration.ofSeconds(30), 0);

  private final Specification specification;

  /** For a service of this specification. */
  public SecretCost(Specification specification) {
    this.specification = specification;
  }

  /** Whether clients give it secrets, so that there is something to ask. */
  public boolean isAsked() {
    return kind().isPresent();
  }

  /**
   * Makes one record and looks at what is stored of it; total.
   *
   * @param client reaches a process that is started as one that serves, and keeps nothing yet
   */
  public Proof prove(String openapi, Client client) {
    var session =
        new Session(
            specification,
            new Document(Prover.parsed(openapi)),
            client,
            BUDGET,
            openapi.hashCode());
    var maker = new Maker(session, new Evaluator(new World(session, new Pages(session))));
    var outcome = Outcome.PASSED;
    var evidence = "";
    try {
      var kind = kind().orElseThrow(() -> Ended.notTried("no client gives it a secret"));
      var body = maker.body(kind, Wallet.A, true);
      session.call(Wallet.A, "POST", Maker.path(kind), body).expect(201);
      look(client);
    } catch (Ended e) {
      outcome = e.outcome();
      evidence = e.evidence();
    }
    return new Proof(
        openapi.hashCode(),
        session.calls(),
        List.of(
            new Check(
                Area.SECRETS,
                "Once it serves, secrets are hashed with %,d iterations".formatted(LEAST),
                outcome,
                evidence)));
  }

  /** Accounts first: whoever has none may not make anything else. */
  private Optional<Kind> kind() {
    var accounts = specification.accounts().map(Accounts::kind);
    return Stream.concat(
            accounts.flatMap(specification::kind).stream(),
            accounts.isPresent() ? Stream.empty() : specification.kinds().stream())
        .filter(Maker::hasCreate)
        .filter(kind -> kind.fields().stream().anyMatch(SecretCost::isGiven))
        .findFirst();
  }

  private static boolean isGiven(Field field) {
    return field.type() instanceof FieldType.Secret && field.origin() instanceof Origin.Given;
  }

  private static void look(Client client) throws Ended {
    var data = client.data();
    if (data.isEmpty()) {
      throw Ended.notTried("its folder cannot be looked into");
    }
    OptionalInt least;
    try {
      least = iterations(data.get());
    } catch (IOException | UncheckedIOException e) {
      throw Ended.notTried("its folder cannot be read: " + e.getMessage());
    }
    if (least.isEmpty()) {
      throw Ended.failed("a secret was taken, and no hash of one is stored");
    }
    if (least.getAsInt() < LEAST) {
      throw Ended.failed("a secret was hashed with %,d iterations".formatted(least.getAsInt()));
    }
  }

  /** The fewest that a stored hash says. */
  private static OptionalInt iterations(Path data) throws IOException {
    List<Integer> all = new ArrayList<>();
    KeptFiles.each(
        data,
        (_, text) ->
            HASH.matcher(text)
                .results()
                .forEach(found -> all.add(Integer.valueOf(found.group(1)))));
    return all.stream().mapToInt(Integer::intValue).min();
  }
}
