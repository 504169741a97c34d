/** The chain's gRPC services. */
@NullMarked
package factory.chain.rpc;

import org.jspecify.annotations.NullMarked;
