package factory.mesh;

import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.io.InputStream;

/**
 * Knows which messages could not be parsed. Helidon reports them as it reports those that are too
 * large, as a cancellation, from the thread that read them.
 */
final class ReadableMessages {
  private static final ThreadLocal<Boolean> FAILED = ThreadLocal.withInitial(() -> false);

  private ReadableMessages() {}

  /** Whether this thread read a message that was none since it was asked last. */
  static boolean failedHere() {
    var failed = FAILED.get();
    FAILED.remove();
    return failed;
  }

  /** The same service, whose unreadable messages are noted. */
  static ServerServiceDefinition noted(ServerServiceDefinition service) {
    var old = service.getServiceDescriptor();
    var described =
        ServiceDescriptor.newBuilder(old.getName()).setSchemaDescriptor(old.getSchemaDescriptor());
    var methods = service.getMethods().stream().map(ReadableMessages::noted).toList();
    methods.forEach(method -> described.addMethod(method.getMethodDescriptor()));
    var noted = ServerServiceDefinition.builder(described.build());
    methods.forEach(noted::addMethod);
    return noted.build();
  }

  private static <Q, R> ServerMethodDefinition<Q, R> noted(ServerMethodDefinition<Q, R> method) {
    var old = method.getMethodDescriptor();
    return ServerMethodDefinition.create(
        old.toBuilder(new Noting<>(old.getRequestMarshaller()), old.getResponseMarshaller())
            .build(),
        method.getServerCallHandler());
  }

  private record Noting<Q>(MethodDescriptor.Marshaller<Q> inner)
      implements MethodDescriptor.Marshaller<Q> {
    @Override
    public InputStream stream(Q message) {
      return inner.stream(message);
    }

    @Override
    public Q parse(InputStream stream) {
      try {
        return inner.parse(stream);
      } catch (RuntimeException e) {
        FAILED.set(true);
        throw e;
      }
    }
  }
}
