package factory.edge.usage;

import com.google.protobuf.UInt32Value;
import factory.edge.gate.Admission;
import factory.edge.gate.EvmAddress;
import factory.edge.throttle.Throttle;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPRequestProperties;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPResponseProperties;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsResponse;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What settling a call from the access log costs: reading its entry included. */
public final class SettlingCost {
  private static final int CALLS = 400_000;
  private static final int BATCH = 100;

  private SettlingCost() {}

  /** CPU of one call in microseconds, once the code is warm. */
  public static double microseconds(Path folder) throws Exception {
    var last = 0.0;
    for (var round = 0; round < 3; round++) {
      last = round(folder.resolve(Integer.toString(round)));
    }
    return last;
  }

  /** Ends calls and counts them, as the log and the store would. */
  public static void settle(Journal journal, List<UUID> requestIds) {
    requestIds.forEach(id -> journal.settle(id, new End(200, 0, 36, 1)));
    journal.counted(journal.take(requestIds.size()));
    journal.over();
  }

  private static double round(Path folder) throws Exception {
    var throttle = new Throttle(Throttle.Limits.DEFAULT, System::nanoTime);
    try (var journal = Journal.open(folder, 2, CALLS)) {
      var messages = new byte[CALLS / BATCH][];
      for (var i = 0; i < messages.length; i++) {
        var message = StreamAccessLogsMessage.newBuilder();
        for (var j = 0; j < BATCH; j++) {
          var id = UUID.randomUUID();
          journal.admit(
              new Admission(id, id, Optional.of(new EvmAddress(i, j, 1)), Optional.of(id), i));
          throttle.call(id, id, i, j, 1, 1);
          message
              .getHttpLogsBuilder()
              .addLogEntry(
                  HTTPAccessLogEntry.newBuilder()
                      .setRequest(
                          HTTPRequestProperties.newBuilder()
                              .setRequestId(id.toString())
                              .setPath("/gateway/" + id + "/books")
                              .setUserAgent("h2load nghttp2/1.52.0"))
                      .setResponse(
                          HTTPResponseProperties.newBuilder()
                              .setResponseCode(UInt32Value.of(200))));
        }
        messages[i] = message.build().toByteArray();
      }
      var log =
          new Settlement(journal, throttle::end)
              .streamAccessLogs(
                  new StreamObserver<StreamAccessLogsResponse>() {
                    @Override
                    public void onNext(StreamAccessLogsResponse value) {}

                    @Override
                    public void onError(Throwable error) {}

                    @Override
                    public void onCompleted() {}
                  });
      var reader = new EndReader();
      var threads = ManagementFactory.getThreadMXBean();
      var before = threads.getCurrentThreadCpuTime();
      for (var message : messages) {
        log.onNext(reader.parse(new ByteArrayInputStream(message)));
      }
      return (threads.getCurrentThreadCpuTime() - before) / 1e3 / CALLS;
    }
  }
}
