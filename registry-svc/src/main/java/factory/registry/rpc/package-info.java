/** The registry's gRPC services: requests are parsed, use cases called, answers rendered. */
@NullMarked
package factory.registry.rpc;

import org.jspecify.annotations.NullMarked;
