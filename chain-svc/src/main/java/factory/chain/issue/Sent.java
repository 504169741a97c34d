package factory.chain.issue;

/**
 * A signed transaction that was stored before it was broadcast.
 *
 * @param purpose {@link #FACTORY}, or the id of the service whose token it makes
 */
record Sent(String hash, long nonce, String purpose, String raw) {
  static final String FACTORY = "factory";
}
