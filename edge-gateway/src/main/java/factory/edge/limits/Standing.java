package factory.edge.limits;

/**
 * Where a wallet stands with one limit.
 *
 * @param name the limit's
 * @param quota calls in a window, for this wallet now
 * @param remaining calls left in the window
 * @param endsAtMillis when the window ends, in milliseconds since 1970; 0 when none is open
 * @param resetAfterMillis until the window ends; 0 when none is open
 */
public record Standing(
    String name, long quota, long remaining, long endsAtMillis, long resetAfterMillis) {}
