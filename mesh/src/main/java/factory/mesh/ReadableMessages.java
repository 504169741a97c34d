package factory.mesh;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Knows which messages could not be parsed. Helidon reports them as it reports those that are too
 * large, as a cancellation, from the thread that read them.
 */
final class ReadableMessages {
  private static final ThreadLocal<Optional<Fault>> FAILED =
      ThreadLocal.withInitial(Optional::empty);
  private static final Fault UNREADABLE =
      new Fault.Plain(
          Status.Code.INVALID_ARGUMENT,
          "MESSAGE_UNREADABLE",
          "The message is not of the type that this method takes.");

  private ReadableMessages() {}

  /** Why this thread could not read a message, if it could not since it was asked last. */
  static Optional<Fault> failedHere() {
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
      byte[] message;
      try {
        message = stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      try {
        return inner.parse(new ByteArrayInputStream(message));
      } catch (RuntimeException e) {
        FAILED.set(Optional.of(fault(message)));
        throw e;
      }
    }

    private Fault fault(byte[] message) {
      return inner instanceof MethodDescriptor.PrototypeMarshaller<Q> typed
              && typed.getMessagePrototype() instanceof Message prototype
          ? UnwritableText.field(prototype.getDescriptorForType(), message)
              .<Fault>map(field -> Fault.Invalid.field(field, UnwritableText.RULE))
              .orElse(UNREADABLE)
          : UNREADABLE;
    }
  }
}
