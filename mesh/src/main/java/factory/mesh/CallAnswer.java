package factory.mesh;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.http.http2.FlowControl;
import io.helidon.http.http2.Http2Flag;
import io.helidon.http.http2.Http2FrameData;
import io.helidon.http.http2.Http2FrameTypes;
import io.helidon.http.http2.Http2Headers;
import io.helidon.http.http2.Http2StreamWriter;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;

/** What is written to one call: it knows when the call has its status, and writes nothing after. */
final class CallAnswer implements Http2StreamWriter {
  private final Http2StreamWriter writer;
  private final int streamId;
  private final CountDownLatch ended = new CountDownLatch(1);

  CallAnswer(Http2StreamWriter writer, int streamId) {
    this.writer = writer;
    this.streamId = streamId;
  }

  /** Whether the call has its status, or nobody is there to be told. */
  boolean ended() {
    return ended.getCount() == 0;
  }

  /** Waits until the call has its status. */
  void await() throws InterruptedException {
    ended.await();
  }

  /** The caller has left. */
  void abandon() {
    ended.countDown();
  }

  /** Answers with nothing but this status. */
  void refuse(Fault fault) {
    var headers = WritableHeaders.create();
    headers.set(HeaderNames.CONTENT_TYPE, "application/grpc");
    headers.set(HeaderValues.create("grpc-status", Integer.toString(fault.code().value())));
    headers.set(HeaderValues.create("grpc-message", Faults.ascii(fault.message())));
    headers.set(
        HeaderValues.create(
            "grpc-status-details-bin",
            Base64.getEncoder()
                .withoutPadding()
                .encodeToString(Faults.toStatus(fault).toByteArray())));
    var _ =
        writeHeaders(
            Http2Headers.create(headers).status(Status.OK_200),
            streamId,
            Http2Flag.HeaderFlags.create(Http2Flag.END_OF_HEADERS | Http2Flag.END_OF_STREAM),
            FlowControl.Outbound.NOOP);
  }

  @Override
  public void write(Http2FrameData frame) {
    writer.write(frame);
  }

  @Override
  public void writeData(Http2FrameData frame, FlowControl.Outbound flowControl) {
    if (ended()) {
      return;
    }
    try {
      writer.writeData(frame, flowControl);
    } finally {
      endIf(frame.header().flags(Http2FrameTypes.DATA).endOfStream());
    }
  }

  @Override
  public int writeHeaders(
      Http2Headers headers,
      int stream,
      Http2Flag.HeaderFlags flags,
      FlowControl.Outbound flowControl) {
    if (ended()) {
      return 0;
    }
    try {
      return writer.writeHeaders(headers, stream, flags, flowControl);
    } finally {
      endIf(flags.endOfStream());
    }
  }

  @Override
  public int writeHeaders(
      Http2Headers headers,
      int stream,
      Http2Flag.HeaderFlags flags,
      Http2FrameData data,
      FlowControl.Outbound flowControl) {
    if (ended()) {
      return 0;
    }
    try {
      return writer.writeHeaders(headers, stream, flags, data, flowControl);
    } finally {
      endIf(data.header().flags(Http2FrameTypes.DATA).endOfStream());
    }
  }

  private void endIf(boolean last) {
    if (last) {
      ended.countDown();
    }
  }
}
