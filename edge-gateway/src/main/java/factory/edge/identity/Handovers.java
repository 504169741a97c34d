package factory.edge.identity;

import factory.mesh.Refused;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Sessions are handed over to services' own origins, where the cookie of the platform is not sent:
 * a code goes there in an address, once and soon, and a secret of that origin alone comes of it.
 * Both are kept in the store, so that any edge-gateway redeems what another one gave.
 */
public final class Handovers {
  private static final Duration CODE_LIFE = Duration.ofMinutes(1);

  private final IdentityBook book;
  private final SecureRandom random = new SecureRandom();

  /** In this book. */
  public Handovers(IdentityBook book) {
    this.book = book;
  }

  /** A secret that is told once. */
  public record Told(String secret, Instant expiresAt) {}

  /** A code that hands a session over to a service's own origin. */
  public Told create(UUID serviceId, UUID session) {
    var code = Secret.make(Secret.HANDOVER, random);
    var now = book.now();
    var end = now.plus(CODE_LIFE);
    return book.read(
        sql -> {
          if (book.origins().end(sql, session, now).isEmpty()) {
            throw new Refused(new IdentityFault.SignInRequired());
          }
          book.origins().add(sql, code.hash(), serviceId, session, end);
          return new Told(code.text(), end);
        });
  }

  /** What a code yields for the service that it is for. */
  public Told redeem(UUID serviceId, String text) {
    var code =
        Secret.read(Secret.HANDOVER, text)
            .orElseThrow(() -> new Refused(new IdentityFault.HandoverUnknown()));
    var secret = Secret.make(Secret.ORIGIN, random);
    var now = book.now();
    return book.change(
        sql -> {
          // Deleting it is what makes it count once, however many try at the same time.
          var session =
              book.origins()
                  .use(sql, code.hash(), serviceId, now)
                  .orElseThrow(() -> new Refused(new IdentityFault.HandoverUnknown()));
          var end =
              book.origins()
                  .end(sql, session, now)
                  .orElseThrow(() -> new Refused(new IdentityFault.HandoverUnknown()));
          book.origins()
              .put(sql, serviceId, session, secret.hash(), end, IdentityStore.drawSeq(sql));
          return new Told(secret.text(), end);
        });
  }
}
