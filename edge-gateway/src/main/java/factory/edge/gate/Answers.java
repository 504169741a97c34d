package factory.edge.gate;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
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
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

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

  /** A header of the answer to the caller, whose name is written once. */
  static final class ResponseHeader {
    private static final int FIELD = OkHttpResponse.RESPONSE_HEADERS_TO_ADD_FIELD_NUMBER;

    /** The field of the header's name, and that of what becomes of another one of its name. */
    private final byte[] name;

    private final byte[] action;

    ResponseHeader(String name) {
      this.name = HeaderValue.newBuilder().setKey(name).build().toByteArray();
      action =
          HeaderValueOption.newBuilder()
              .setAppendAction(HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)
              .build()
              .toByteArray();
    }

    /** What one takes, with a value of ASCII. */
    private int size(String value) {
      return CodedOutputStream.computeTagSize(FIELD) + withLength(optionSize(headerSize(value)));
    }

    private int headerSize(String value) {
      return name.length
          + CodedOutputStream.computeTagSize(HeaderValue.VALUE_FIELD_NUMBER)
          + withLength(value.length());
    }

    private int optionSize(int headerSize) {
      return CodedOutputStream.computeTagSize(HeaderValueOption.HEADER_FIELD_NUMBER)
          + withLength(headerSize)
          + action.length;
    }

    private void write(CodedOutputStream out, String value) throws IOException {
      var size = headerSize(value);
      out.writeTag(FIELD, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(optionSize(size));
      out.writeTag(HeaderValueOption.HEADER_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(size);
      out.writeRawBytes(name);
      out.writeTag(HeaderValue.VALUE_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(value.length());
      out.writeRawBytes(value.getBytes(StandardCharsets.US_ASCII));
      out.writeRawBytes(action);
    }

    private static int withLength(int size) {
      return CodedOutputStream.computeUInt32SizeNoTag(size) + size;
    }
  }

  /** {@code RateLimit-Policy}. */
  static final String POLICY = "ratelimit-policy";

  /** {@code RateLimit}. */
  static final String LIMIT = "ratelimit";

  private static final ResponseHeader POLICY_TO_ADD = new ResponseHeader(POLICY);
  private static final ResponseHeader LIMIT_TO_ADD = new ResponseHeader(LIMIT);

  /**
   * The call goes on. A message's fields may come in parts, and all but every call has these alone:
   * they are written without a builder, which took a fifth of a decision.
   *
   * @param written fields of an {@link OkHttpResponse}
   * @param limits are told to the caller
   * @param more further fields
   */
  static byte[] ok(ByteString written, Optional<Terms.RateLimit> limits, OkHttpResponse more) {
    var size = written.size() + more.getSerializedSize();
    if (limits.isPresent()) {
      size += POLICY_TO_ADD.size(limits.get().policy()) + LIMIT_TO_ADD.size(limits.get().limit());
    }
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
      if (limits.isPresent()) {
        POLICY_TO_ADD.write(out, limits.get().policy());
        LIMIT_TO_ADD.write(out, limits.get().limit());
      }
      more.writeTo(out);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answer;
  }

  /** The key of the dynamic metadata by which Envoy's routes know whose page may read an answer. */
  public static final String PAGE = "page";

  /**
   * The same answer, which pages of one origin alone may read.
   *
   * @param ok as it is written; parts of a message that follow each other are one
   */
  static byte[] forPage(byte[] ok, String origin) {
    var page =
        CheckResponse.newBuilder()
            .setOkResponse(
                OkHttpResponse.newBuilder()
                    .addResponseHeadersToAdd(
                        HeaderValueOption.newBuilder()
                            .setHeader(HeaderValue.newBuilder().setKey("vary").setValue("origin"))
                            .setAppendAction(HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD)))
            .setDynamicMetadata(
                Struct.newBuilder()
                    .putFields(PAGE, Value.newBuilder().setStringValue(origin).build()))
            .build()
            .toByteArray();
    var whole = Arrays.copyOf(ok, ok.length + page.length);
    System.arraycopy(page, 0, whole, ok.length, page.length);
    return whole;
  }

  /** A header that takes the place of any of its name. */
  static HeaderValueOption header(String name, String value) {
    return HeaderValueOption.newBuilder()
        .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value))
        .setAppendAction(HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)
        .build();
  }
}
