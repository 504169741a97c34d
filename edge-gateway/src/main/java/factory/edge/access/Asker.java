package factory.edge.access;

import factory.edge.gate.AuthorizationRpc;
import factory.edge.gate.EvmAddress;
import factory.edge.identity.IdentityFault;
import factory.mesh.Refused;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Optional;
import java.util.UUID;

/**
 * Who asks this node, as the gate has told in the call's metadata; outside callers cannot write it.
 *
 * @param wallet who is signed in
 * @param session with which session
 * @param client the network address that Envoy was called from; empty for a call from inside
 */
record Asker(Optional<EvmAddress> wallet, Optional<UUID> session, String client) {
  private static final Context.Key<Asker> CURRENT =
      Context.keyWithDefault("asker", new Asker(Optional.empty(), Optional.empty(), ""));
  private static final Metadata.Key<String> WALLET = key(AuthorizationRpc.WALLET_ASSERTION);
  private static final Metadata.Key<String> SESSION = key(AuthorizationRpc.SESSION_ASSERTION);
  private static final Metadata.Key<String> CLIENT = key("x-forwarded-for");

  /** Of the running call. */
  static Asker current() {
    return CURRENT.get();
  }

  /** The signed-in wallet; refuses a call without one. */
  EvmAddress signedIn() {
    return wallet.orElseThrow(() -> new Refused(new IdentityFault.SignInRequired()));
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  /** Reads the metadata. */
  static ServerInterceptor interceptor() {
    return new ServerInterceptor() {
      @Override
      public <Q, R> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        var client = headers.get(CLIENT);
        var asker =
            new Asker(
                Optional.ofNullable(headers.get(WALLET)).flatMap(EvmAddress::parse),
                Optional.ofNullable(headers.get(SESSION)).map(UUID::fromString),
                client == null ? "" : client);
        return Contexts.interceptCall(
            Context.current().withValue(CURRENT, asker), call, headers, next);
      }
    };
  }
}
