package factory.mesh;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Contexts;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts assertions on calls and reads them there. */
final class AssertionInterceptors {
  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of(Assertions.HEADER, Metadata.ASCII_STRING_MARSHALLER);

  private AssertionInterceptors() {}

  /** Signs each call as it starts. */
  static ClientInterceptor signing(Trust.Signer signer) {
    return new ClientInterceptor() {
      @Override
      public <Q, R> ClientCall<Q, R> interceptCall(
          MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        var assertion = signer.current();
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
          @Override
          public void start(Listener<R> listener, Metadata headers) {
            headers.put(HEADER, assertion);
            super.start(listener, headers);
          }
        };
      }
    };
  }

  /** Verifies what a call asserts; one that asserts nothing is nobody's. */
  static ServerInterceptor reading(Trust trust) {
    return new ServerInterceptor() {
      @Override
      public <Q, R> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        var caller =
            trust.verify(assertions(headers)).map(Trust.Asserted::caller).orElse(Caller.NOBODY);
        return Contexts.interceptCall(caller.inContext(), call, headers, next);
      }
    };
  }

  /**
   * Refuses every call but of the nodes that may make it.
   *
   * @param callers by the method's full name
   */
  static ServerInterceptor admitting(Trust trust, Map<String, Set<String>> callers) {
    return new ServerInterceptor() {
      @Override
      public <Q, R> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        var asserted =
            trust
                .verify(assertions(headers))
                .filter(a -> !a.issuer().equals(Trust.GATE))
                .orElseThrow(
                    () ->
                        new Refused(
                            new Fault.Plain(
                                Status.Code.UNAUTHENTICATED,
                                "ASSERTION_INVALID",
                                "This method answers nodes of the platform only.")));
        var method = call.getMethodDescriptor().getFullMethodName();
        if (!callers.getOrDefault(method, Set.of()).contains(asserted.issuer())) {
          throw new Refused(
              new Fault.Plain(
                  Status.Code.PERMISSION_DENIED,
                  "NODE_NOT_ALLOWED",
                  "This method does not answer the node that calls it.",
                  Map.of("node", asserted.issuer(), "method", method)));
        }
        return Contexts.interceptCall(asserted.caller().inContext(), call, headers, next);
      }
    };
  }

  private static List<String> assertions(Metadata headers) {
    var all = headers.getAll(HEADER);
    List<String> values = new ArrayList<>();
    if (all != null) {
      all.forEach(values::add);
    }
    return values;
  }
}
