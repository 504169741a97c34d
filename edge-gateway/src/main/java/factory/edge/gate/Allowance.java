package factory.edge.gate;

import java.time.Duration;

/**
 * Calls in a window of time, which begins with the first of them.
 *
 * @param quota calls, 1 to 10^12
 * @param window 1 second to 366 days, in whole seconds
 */
public record Allowance(long quota, Duration window) {}
