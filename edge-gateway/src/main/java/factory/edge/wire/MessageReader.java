package factory.edge.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads one kind of a server's requests into what is wanted of them. The generated classes make an
 * object of every field, which for the largest of Envoy's messages costs as much as the decision.
 *
 * @param <T> what is wanted
 */
public abstract class MessageReader<T> implements MethodDescriptor.Marshaller<T> {
  /** The wire type of numbers, beside a field's number in its tag. */
  protected static final int NUMBER = WireFormat.WIRETYPE_VARINT;

  /** The wire type of texts and messages. */
  protected static final int BYTES = WireFormat.WIRETYPE_LENGTH_DELIMITED;

  /** A field by its tag: reads its value, or says that it is none that is wanted. */
  @FunctionalInterface
  protected interface Field {
    /** Whether the value was read. */
    boolean read(int tag) throws IOException;
  }

  /** Reads one message up to its end. */
  protected abstract T read(CodedInputStream message) throws IOException;

  @Override
  public final T parse(InputStream stream) {
    try {
      // Without a length, the JDK begins with 16 KiB.
      var bytes =
          stream instanceof KnownLength
              ? stream.readNBytes(stream.available())
              : stream.readAllBytes();
      return read(CodedInputStream.newInstance(bytes));
    } catch (IOException e) {
      throw Status.INTERNAL
          .withDescription("not a message of this method")
          .withCause(e)
          .asRuntimeException();
    }
  }

  /** Servers read requests and write none. */
  @Override
  public final InputStream stream(T value) {
    throw new UnsupportedOperationException();
  }

  /** Reads the fields of the message that {@code in} ends with. */
  protected static void fields(CodedInputStream in, Field field) throws IOException {
    for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (!field.read(tag) && !in.skipField(tag)) {
        throw new IOException("a group ends that never began");
      }
    }
  }

  /** Reads the fields of a message that is the value of a field. */
  protected static void message(CodedInputStream in, Field field) throws IOException {
    var outer = in.pushLimit(in.readRawVarint32());
    fields(in, field);
    in.popLimit(outer);
  }

  /** The {@link #message} is the one field that was wanted. */
  protected static boolean inside(CodedInputStream in, Field field) throws IOException {
    message(in, field);
    return true;
  }
}
