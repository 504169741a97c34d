package factory.edge.limits;

import factory.edge.gate.EvmAddress;

/**
 * What a wallet has used of one limit.
 *
 * @param name the limit's
 * @param endsAtMillis when the window ends, in milliseconds since 1970
 * @param used calls in the window
 */
record Use(String serviceId, EvmAddress wallet, String name, long endsAtMillis, long used) {}
