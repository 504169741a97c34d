package factory.edge.gate;

import com.google.protobuf.CodedInputStream;
import factory.edge.wire.MessageReader;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext.HttpRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Reads the call out of a {@code CheckRequest}: its method, host, path, headers and kind. */
final class CallReader extends MessageReader<Call> {
  private static final int ATTRIBUTES = CheckRequest.ATTRIBUTES_FIELD_NUMBER << 3 | BYTES;
  private static final int REQUEST = AttributeContext.REQUEST_FIELD_NUMBER << 3 | BYTES;
  private static final int HTTP = AttributeContext.Request.HTTP_FIELD_NUMBER << 3 | BYTES;
  private static final int METHOD = HttpRequest.METHOD_FIELD_NUMBER << 3 | BYTES;
  private static final int PATH = HttpRequest.PATH_FIELD_NUMBER << 3 | BYTES;
  private static final int HOST = HttpRequest.HOST_FIELD_NUMBER << 3 | BYTES;
  private static final int HEADERS = HttpRequest.HEADERS_FIELD_NUMBER << 3 | BYTES;
  private static final int EXTENSIONS =
      AttributeContext.CONTEXT_EXTENSIONS_FIELD_NUMBER << 3 | BYTES;
  private static final int KEY = 1 << 3 | BYTES;
  private static final int VALUE = 2 << 3 | BYTES;

  @Override
  protected Call read(CodedInputStream message) throws IOException {
    return new Reading(message).call();
  }

  /** One message, half read. */
  private static final class Reading {
    private final CodedInputStream in;
    private final Map<String, String> headers = new HashMap<>();
    private String method = "";
    private String path = "";
    private String host = "";
    private Call.Kind kind = Call.Kind.ORDINARY;
    private String key = "";
    private String value = "";

    Reading(CodedInputStream in) {
      this.in = in;
    }

    Call call() throws IOException {
      fields(in, tag -> tag == ATTRIBUTES && inside(in, this::attribute));
      return new Call(method, path, headers, kind, host);
    }

    private boolean attribute(int tag) throws IOException {
      if (tag == EXTENSIONS) {
        entry();
        if (key.equals(Call.Kind.EXTENSION)) {
          kind = Call.Kind.of(value);
        }
        return true;
      }
      return tag == REQUEST && inside(in, t -> t == HTTP && inside(in, this::http));
    }

    private boolean http(int tag) throws IOException {
      switch (tag) {
        case METHOD -> method = in.readStringRequireUtf8();
        case PATH -> path = in.readStringRequireUtf8();
        case HOST -> host = in.readStringRequireUtf8();
        case HEADERS -> header();
        default -> {
          return false;
        }
      }
      return true;
    }

    private void header() throws IOException {
      entry();
      headers.put(key, value);
    }

    /** By itself, without a {@link Field}: a message has many of them. */
    private void entry() throws IOException {
      key = "";
      value = "";
      var outer = in.pushLimit(in.readRawVarint32());
      for (var tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == KEY) {
          key = in.readStringRequireUtf8();
        } else if (tag == VALUE) {
          value = in.readStringRequireUtf8();
        } else if (!in.skipField(tag)) {
          throw new IOException("a group ends that never began");
        }
      }
      in.popLimit(outer);
    }
  }
}
