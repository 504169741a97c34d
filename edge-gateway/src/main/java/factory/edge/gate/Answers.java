package factory.edge.gate;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.grpc.Drainable;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Answers to Envoy in their written form, {@code CheckResponse} messages. */
final class Answers {
  private Answers() {}

  /** Hands written messages on as they are. */
  static final MethodDescriptor.Marshaller<byte[]> WRITTEN =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] message) {
          return new Written(message);
        }

        /** Servers write answers and read none. */
        @Override
        public byte[] parse(InputStream stream) {
          throw new UnsupportedOperationException();
        }
      };

  private static final class Written extends ByteArrayInputStream implements Drainable {
    Written(byte[] message) {
      super(message);
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      return (int) transferTo(target);
    }
  }

  /**
   * The call goes on. A message's fields may come in parts.
   *
   * @param written fields of an {@link OkHttpResponse}
   * @param more further ones
   */
  static byte[] ok(ByteString written, OkHttpResponse more) {
    var size = written.size() + more.getSerializedSize();
    var answer =
        new byte
            [CodedOutputStream.computeTagSize(CheckResponse.OK_RESPONSE_FIELD_NUMBER)
                + CodedOutputStream.computeUInt32SizeNoTag(size)
                + size];
    try {
      // No status is the status OK.
      var out = CodedOutputStream.newInstance(answer);
      out.writeTag(CheckResponse.OK_RESPONSE_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(size);
      out.writeRawBytes(written);
      more.writeTo(out);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answer;
  }

  /** A header that takes the place of any of its name. */
  static HeaderValueOption header(String name, String value) {
    return HeaderValueOption.newBuilder()
        .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value))
        .setAppendAction(HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)
        .build();
  }
}
