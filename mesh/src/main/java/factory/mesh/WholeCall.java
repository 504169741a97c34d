package factory.mesh;

import io.grpc.Status;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.http2.Http2FrameHeader;
import io.helidon.http.http2.Http2FrameTypes;
import io.helidon.http.http2.Http2RstStream;
import io.helidon.http.http2.Http2StreamState;
import io.helidon.http.http2.Http2WindowUpdate;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http2.spi.Http2SubProtocolSelector.SubProtocolHandler;
import java.util.Map;

/**
 * A call that is open until its caller has said all and has its answer. Helidon 4.5.0 stops reading
 * a call as soon as it is answered: what still comes in then ends the whole connection, or is never
 * given back to the window that all its calls share, which stalls them. It also waits for ever for
 * more of a call that was answered by another thread.
 */
final class WholeCall implements SubProtocolHandler {
  private static final Fault UNREADABLE =
      new Fault.Plain(
          Status.Code.INVALID_ARGUMENT,
          "METADATA_UNREADABLE",
          "The call's metadata cannot be read: a name has other characters than a-z, 0-9, '-', '_' and"
              + " '.', or the value of a name that ends in -bin is not base64.",
          Map.of());

  private final CallAnswer answer;
  private final SubProtocolHandler call;

  /** Only the stream's own thread asks. */
  private boolean saidAll;

  private WholeCall(CallAnswer answer, SubProtocolHandler call) {
    this.answer = answer;
    this.call = call;
  }

  /** A call that is answered through this answer. */
  static WholeCall of(CallAnswer answer, SubProtocolHandler call) {
    return new WholeCall(answer, call);
  }

  /** A call that is answered with this refusal alone. */
  static WholeCall refused(CallAnswer answer, Fault refusal) {
    return new WholeCall(answer, new Refusal(answer, refusal));
  }

  @Override
  public void init() {
    try {
      call.init();
    } catch (CloseConnectionException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      // Helidon's own, before any of ours is asked.
      answer.refuse(UNREADABLE);
    }
  }

  @Override
  public Http2StreamState streamState() {
    if (saidAll) {
      return answer.ended() ? Http2StreamState.CLOSED : Http2StreamState.HALF_CLOSED_REMOTE;
    }
    // Also of one that has its answer: what still comes is read, and dropped.
    return Http2StreamState.OPEN;
  }

  @Override
  public void rstStream(Http2RstStream reset) {
    answer.abandon();
    call.rstStream(reset);
  }

  @Override
  public void windowUpdate(Http2WindowUpdate update) {
    call.windowUpdate(update);
  }

  @Override
  public void data(Http2FrameHeader header, BufferData data) {
    if (!answer.ended()) {
      call.data(header, data);
    }
    if (header.flags(Http2FrameTypes.DATA).endOfStream()) {
      saidAll = true;
      try {
        // Whoever answers may be another thread.
        answer.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What answers a call with nothing but its status. */
  private record Refusal(CallAnswer answer, Fault fault) implements SubProtocolHandler {
    @Override
    public void init() {
      answer.refuse(fault);
    }

    @Override
    public Http2StreamState streamState() {
      return Http2StreamState.HALF_CLOSED_LOCAL;
    }

    @Override
    public void rstStream(Http2RstStream reset) {}

    @Override
    public void windowUpdate(Http2WindowUpdate update) {}

    @Override
    public void data(Http2FrameHeader header, BufferData data) {}
  }
}
