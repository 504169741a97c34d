package factory.edge.usage;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UInt32Value;
import factory.edge.usage.EndReader.Told;
import factory.edge.wire.MessageReader;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPRequestProperties;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPResponseProperties;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage.HTTPAccessLogEntries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads how calls ended out of a message of Envoy's access log. */
final class EndReader extends MessageReader<List<Told>> {
  private static final int LOGS = StreamAccessLogsMessage.HTTP_LOGS_FIELD_NUMBER << 3 | BYTES;
  private static final int ENTRY = HTTPAccessLogEntries.LOG_ENTRY_FIELD_NUMBER << 3 | BYTES;
  private static final int COMMON = HTTPAccessLogEntry.COMMON_PROPERTIES_FIELD_NUMBER << 3 | BYTES;
  private static final int REQUEST = HTTPAccessLogEntry.REQUEST_FIELD_NUMBER << 3 | BYTES;
  private static final int RESPONSE = HTTPAccessLogEntry.RESPONSE_FIELD_NUMBER << 3 | BYTES;
  private static final int ID = HTTPRequestProperties.REQUEST_ID_FIELD_NUMBER << 3 | BYTES;
  private static final int CODE = HTTPResponseProperties.RESPONSE_CODE_FIELD_NUMBER << 3 | BYTES;
  private static final int CODE_VALUE = UInt32Value.VALUE_FIELD_NUMBER << 3 | NUMBER;
  private static final int REQUEST_BODY =
      HTTPRequestProperties.REQUEST_BODY_BYTES_FIELD_NUMBER << 3 | NUMBER;
  private static final int RESPONSE_BODY =
      HTTPResponseProperties.RESPONSE_BODY_BYTES_FIELD_NUMBER << 3 | NUMBER;
  private static final int LAST_BYTE =
      AccessLogCommon.TIME_TO_LAST_DOWNSTREAM_TX_BYTE_FIELD_NUMBER << 3 | BYTES;
  private static final int DURATION = AccessLogCommon.DURATION_FIELD_NUMBER << 3 | BYTES;
  private static final int SECONDS =
      com.google.protobuf.Duration.SECONDS_FIELD_NUMBER << 3 | NUMBER;
  private static final int NANOS = com.google.protobuf.Duration.NANOS_FIELD_NUMBER << 3 | NUMBER;

  /**
   * What the log says of one call.
   *
   * @param requestId as it is written there
   */
  record Told(String requestId, End end) {}

  @Override
  protected List<Told> read(CodedInputStream message) throws IOException {
    List<Told> told = new ArrayList<>();
    fields(
        message,
        tag ->
            tag == LOGS && inside(message, t -> t == ENTRY && told.add(new Entry(message).told())));
    return told;
  }

  /** One entry, half read. */
  private static final class Entry {
    private final CodedInputStream in;
    private String requestId = "";
    private int status;
    private long requestBytes;
    private long responseBytes;
    private long lastByte = -1;
    private long whole;
    private long millis;

    Entry(CodedInputStream in) {
      this.in = in;
    }

    Told told() throws IOException {
      message(in, this::part);
      // To the last byte that the caller was sent, or to the end of a call that was sent none.
      return new Told(
          requestId, new End(status, requestBytes, responseBytes, lastByte < 0 ? whole : lastByte));
    }

    private boolean part(int tag) throws IOException {
      return switch (tag) {
        case COMMON -> inside(in, this::common);
        case REQUEST -> inside(in, this::request);
        case RESPONSE -> inside(in, this::response);
        default -> false;
      };
    }

    private boolean common(int tag) throws IOException {
      switch (tag) {
        case LAST_BYTE -> lastByte = millis();
        case DURATION -> whole = millis();
        default -> {
          return false;
        }
      }
      return true;
    }

    private long millis() throws IOException {
      millis = 0;
      message(in, this::duration);
      return millis;
    }

    private boolean duration(int tag) throws IOException {
      switch (tag) {
        case SECONDS -> millis += 1_000 * in.readInt64();
        case NANOS -> millis += in.readInt32() / 1_000_000;
        default -> {
          return false;
        }
      }
      return true;
    }

    private boolean request(int tag) throws IOException {
      switch (tag) {
        case ID -> requestId = in.readStringRequireUtf8();
        case REQUEST_BODY -> requestBytes = in.readUInt64();
        default -> {
          return false;
        }
      }
      return true;
    }

    private boolean response(int tag) throws IOException {
      switch (tag) {
        case CODE -> message(in, this::code);
        case RESPONSE_BODY -> responseBytes = in.readUInt64();
        default -> {
          return false;
        }
      }
      return true;
    }

    private boolean code(int tag) throws IOException {
      if (tag == CODE_VALUE) {
        status = in.readUInt32();
        return true;
      }
      return false;
    }
  }
}
