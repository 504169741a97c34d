package factory.edge.identity;

import factory.edge.gate.Credentials.ChainScope;
import factory.edge.gate.EvmAddress;
import factory.edge.identity.IdentityFault.AsksTooOften;
import factory.edge.identity.IdentityFault.NonceUnknown;
import factory.edge.identity.IdentityFault.SessionNotFound;
import factory.edge.identity.IdentityFault.SignatureInvalid;
import factory.edge.throttle.ClientNetwork;
import factory.edge.throttle.RateLimiter;
import factory.mesh.Refused;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/** Wallets sign in with EIP-4361 messages and get sessions. */
public final class SignIn {
  private static final Duration NONCE_LIFE = Duration.ofMinutes(10);

  /** How far a caller's clock and ours may be apart, either way. */
  private static final Duration SKEW = Duration.ofSeconds(30);

  private static final int MOST_BYTES = 4096;
  private static final int MOST_SESSIONS = 100;

  private final IdentityBook book;
  private final Signatures signatures;
  private final Terms terms;
  private final RateLimiter attempts;
  private final SecureRandom random = new SecureRandom();

  /**
   * What a sign-in must say and yields.
   *
   * @param origin scheme and authority of {@code public-url}
   * @param sessionLife how long a session lives at most
   * @param perMinute tries of one address in a minute
   */
  public record Terms(URI origin, Duration sessionLife, int perMinute) {
    String domain() {
      return origin.getAuthority();
    }
  }

  /** What chain-svc says. Calls wait. */
  public interface Signatures {
    /** The chains whose ids a message may name, the default one first. */
    List<Long> chains();

    /** Who answers for the signature, if it is the wallet's over the message. */
    Signer signer(long chainId, EvmAddress wallet, byte[] message, byte[] signature);
  }

  /** Who answers for a signature. */
  public enum Signer {
    /** Nobody: it is not valid. */
    NOBODY,
    /** The wallet's own key, on every chain. */
    KEY,
    /** The wallet's contract, on the asked chain. */
    CONTRACT
  }

  /**
   * A nonce for one sign-in.
   *
   * @param message to be signed; empty when no wallet was named
   */
  public record Nonce(String value, Instant expiresAt, String message) {}

  /** A session with its secret, which is told once. */
  public record SignedIn(String secret, Session session) {}

  /** Sessions in the book, over signatures that chain-svc verifies. */
  public SignIn(
      IdentityBook book, Signatures signatures, Terms terms, LongSupplier monotonicNanos) {
    this.book = book;
    this.signatures = signatures;
    this.terms = terms;
    attempts = new RateLimiter(terms.perMinute(), monotonicNanos);
  }

  /**
   * A nonce, and the message to sign for a wallet.
   *
   * @param client the caller's network address, which pays for the try
   * @param chainId empty for the default chain
   */
  public Nonce nonce(String client, Optional<EvmAddress> wallet, Optional<Long> chainId) {
    pay(client);
    var now = book.now().truncatedTo(ChronoUnit.SECONDS);
    var expiresAt = now.plus(NONCE_LIFE);
    var value = Secret.nonce(random);
    var message = wallet.map(w -> message(w, chain(chainId), value, now, expiresAt).text());
    book.read(
        handle -> {
          book.store().addNonce(handle, value, expiresAt);
          return true;
        });
    return new Nonce(value, expiresAt, message.orElse(""));
  }

  private long chain(Optional<Long> asked) {
    var chains = signatures.chains();
    if (asked.isPresent() && !chains.contains(asked.get())) {
      throw Refused.field("chain_id", "is no chain of this platform; GET /chains lists them");
    }
    return asked.orElseGet(chains::getFirst);
  }

  private SignInMessage message(
      EvmAddress wallet, long chainId, String nonce, Instant now, Instant expiresAt) {
    return new SignInMessage(
        Optional.of(terms.origin().getScheme()),
        terms.domain(),
        Checksum.of(wallet),
        Optional.of("Signing in shows whose wallet this is. It costs nothing and moves nothing."),
        terms.origin().toString(),
        chainId,
        nonce,
        now,
        Optional.of(expiresAt),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /**
   * Signs a wallet in.
   *
   * @param client the caller's network address, which pays for the try
   * @param text the message that was signed
   */
  public SignedIn session(String client, String text, byte[] signature) {
    pay(client);
    if (text.length() > MOST_BYTES) {
      throw Refused.field("message", "must have at most 4096 characters");
    }
    var message = accepted(text);
    var now = book.now();
    if (!book.read(handle -> book.store().isLive(handle, message.nonce(), now))) {
      throw new Refused(new NonceUnknown());
    }
    var wallet = EvmAddress.parse(message.address()).orElseThrow();
    var signer =
        signatures.signer(
            message.chainId(),
            wallet,
            text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
            signature);
    var chain =
        switch (signer) {
          case NOBODY -> throw new Refused(new SignatureInvalid(wallet.toString()));
          case KEY -> ChainScope.ALL;
          case CONTRACT -> new ChainScope(Optional.of(message.chainId()));
        };
    var secret = Secret.make(Secret.SESSION, random);
    var session = new Session(UUID.randomUUID(), wallet, chain, now, now.plus(terms.sessionLife()));
    var store = book.store();
    return book.change(
        handle -> {
          // Deleting it is what makes it count once, however many try at the same time.
          if (!store.use(handle, message.nonce(), now)) {
            throw new Refused(new NonceUnknown());
          }
          store.sessions(handle, wallet, now).stream()
              .skip(MOST_SESSIONS - 1)
              .forEach(oldest -> store.endSession(handle, oldest.id(), wallet, now));
          store.add(handle, session, secret.hash());
          return new SignedIn(secret.text(), session);
        });
  }

  /** Reads a message and compares it with what this platform asks for. */
  private SignInMessage accepted(String text) {
    SignInMessage message;
    try {
      message = SignInMessage.parse(text);
    } catch (IllegalArgumentException e) {
      throw Refused.field("message", String.valueOf(e.getMessage()));
    }
    var now = book.now();
    if (!message.domain().equals(terms.domain())
        || message.scheme().filter(s -> !s.equals(terms.origin().getScheme())).isPresent()) {
      throw Refused.field("message", "is for another domain than " + terms.origin());
    }
    var uri = URI.create(message.uri());
    if (!terms.origin().getScheme().equals(uri.getScheme())
        || !terms.domain().equals(uri.getRawAuthority())) {
      throw Refused.field("message", "has a URI of another place than " + terms.origin());
    }
    if (!signatures.chains().contains(message.chainId())) {
      throw Refused.field("message", "names a chain that this platform does not follow");
    }
    if (message.issuedAt().isAfter(now.plus(SKEW))) {
      throw Refused.field("message", "was issued in the future; is the clock right?");
    }
    if (message.issuedAt().isBefore(now.minus(NONCE_LIFE).minus(SKEW))) {
      throw Refused.field("message", "was issued more than ten minutes ago; sign a new one");
    }
    if (message.expirationTime().filter(t -> !t.isAfter(now.minus(SKEW))).isPresent()) {
      throw Refused.field("message", "has expired; sign a new one");
    }
    if (message.notBefore().filter(t -> t.isAfter(now.plus(SKEW))).isPresent()) {
      throw Refused.field("message", "is not valid yet: see its 'Not Before'");
    }
    return message;
  }

  private void pay(String client) {
    var wait = attempts.take(ClientNetwork.of(client));
    if (wait > 0) {
      throw new Refused(new AsksTooOften(Duration.ofNanos(wait).toSeconds() + 1));
    }
  }

  /** A wallet's live sessions, newest first. */
  public List<Session> sessions(EvmAddress wallet) {
    return book.read(handle -> book.store().sessions(handle, wallet, book.now()));
  }

  /** Ends a session of the wallet, at once on this node. */
  public void end(EvmAddress wallet, UUID session) {
    book.change(
        handle -> {
          if (!book.store().endSession(handle, session, wallet, book.now())) {
            throw new Refused(new SessionNotFound());
          }
          return true;
        });
  }
}
