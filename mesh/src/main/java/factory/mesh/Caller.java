package factory.mesh;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Who asks a node, as the gate has told it in headers that nobody outside can write. Every node
 * reads it of its calls, and one that asks another on somebody's behalf passes it on.
 *
 * @param wallet who is signed in: 0x and 40 hex digits, lower case
 * @param session with which session
 * @param client the network address that the gate's Envoy was called from
 */
public record Caller(Optional<String> wallet, Optional<UUID> session, Optional<String> client) {
  /** Nobody in particular. */
  public static final Caller NOBODY =
      new Caller(Optional.empty(), Optional.empty(), Optional.empty());

  /** The header that names the wallet. */
  public static final String WALLET = "x-factory-wallet";

  /** The header that names the session. */
  public static final String SESSION = "x-factory-session";

  /** The address whom Envoy was called by, or whom a trusted proxy in front of it was. */
  private static final String CLIENT = "x-envoy-external-address";

  private static final Context.Key<Caller> CURRENT = Context.keyWithDefault("caller", NOBODY);

  /**
   * Reads headers.
   *
   * @param header a header's value by its lower-case name
   * @throws Refused when the gate could not have written them
   */
  public static Caller of(Function<String, Optional<String>> header) {
    var wallet = header.apply(WALLET).map(w -> w.toLowerCase(Locale.ROOT));
    if (wallet.isPresent() && !wallet.get().matches("0x[0-9a-f]{40}")) {
      throw Refused.field(WALLET, "must be 0x and 40 hex digits");
    }
    try {
      return new Caller(wallet, header.apply(SESSION).map(UUID::fromString), header.apply(CLIENT));
    } catch (IllegalArgumentException e) {
      throw Refused.field(SESSION, "must be a UUID");
    }
  }

  /** Of the call that runs here. */
  public static Caller current() {
    return CURRENT.get();
  }

  /** Runs work as asked by this caller. */
  public <T> T ask(java.util.function.Supplier<T> work) {
    var context = Context.current().withValue(CURRENT, this);
    var before = context.attach();
    try {
      return work.get();
    } finally {
      context.detach(before);
    }
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  /** Reads who asks of each call. */
  static ServerInterceptor reading() {
    return new ServerInterceptor() {
      @Override
      public <Q, R> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        var caller = of(name -> Optional.ofNullable(headers.get(key(name))));
        return Contexts.interceptCall(
            Context.current().withValue(CURRENT, caller), call, headers, next);
      }
    };
  }

  /** Passes on who asks, for channels of a node that asks on others' behalf. */
  public static ClientInterceptor passedOn() {
    return new ClientInterceptor() {
      @Override
      public <Q, R> ClientCall<Q, R> interceptCall(
          MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        var caller = current();
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
          @Override
          public void start(Listener<R> listener, Metadata headers) {
            Map.of(
                    WALLET, caller.wallet(),
                    SESSION, caller.session().map(UUID::toString),
                    CLIENT, caller.client())
                .forEach((name, value) -> value.ifPresent(v -> headers.put(key(name), v)));
            super.start(listener, headers);
          }
        };
      }
    };
  }
}
