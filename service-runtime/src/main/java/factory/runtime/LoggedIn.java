package factory.runtime;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * Who has shown a session of this service in a call. Bound for as long as the call is served, on
 * its thread, and nowhere else.
 */
final class LoggedIn {
  private static final ScopedValue<Session> SESSION = ScopedValue.newInstance();

  private LoggedIn() {}

  /**
   * A session.
   *
   * @param account as it was when the call began
   * @param hash of its token
   * @param expiresAt when it ends
   */
  record Session(Row account, String hash, Instant expiresAt) {
    /** What its client has of it: the token that he shows. */
    Sessions.Made shown(String token) {
      return new Sessions.Made(token, expiresAt, null);
    }
  }

  /** Serves a call as whoever has a session. */
  static void as(Session session, Scoped.Work work) throws SQLException, IOException {
    Scoped.run(SESSION, session, work);
  }

  /** The session; empty when there is none. */
  static Optional<Session> session() {
    return SESSION.isBound() ? Optional.of(SESSION.get()) : Optional.empty();
  }

  /**
   * The account.
   *
   * @throws Problem NOT_LOGGED_IN when there is none
   */
  static Row account() {
    return session().orElseThrow(Problem::notLoggedIn).account();
  }
}
