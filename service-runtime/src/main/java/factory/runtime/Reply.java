package factory.runtime;

import org.jspecify.annotations.Nullable;

/**
 * An answer that is made within a transaction.
 *
 * @param location null when there is none
 * @param etag null when there is none
 * @param body JSON; empty when there is none
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Reply(int status, @Nullable String location, @Nullable String etag, byte[] body) {}
