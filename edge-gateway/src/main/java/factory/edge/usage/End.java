package factory.edge.usage;

/**
 * How an admitted call ended.
 *
 * @param status the HTTP status that the caller got; 0 when that was never learnt
 * @param requestBytes of the request's body
 * @param responseBytes of the answer's body
 * @param durationMs from its arrival to the end of its answer
 */
record End(int status, long requestBytes, long responseBytes, long durationMs) {
  /** Never learnt. */
  static final End UNKNOWN = new End(0, 0, 0, 0);
}
