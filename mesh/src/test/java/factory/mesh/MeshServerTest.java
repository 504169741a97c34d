package factory.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import factory.registry.v1.CreateServiceRequest;
import factory.registry.v1.CreateServiceResponse;
import factory.registry.v1.GetServiceRequest;
import factory.registry.v1.GetServiceResponse;
import factory.registry.v1.GetStatisticsRequest;
import factory.registry.v1.GetStatisticsResponse;
import factory.registry.v1.RegistryGrpc;
import factory.registry.v1.WatchServicesRequest;
import factory.registry.v1.WatchServicesResponse;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the guards must do, seen by a real client of a real server; each fails without its guard.
 */
@Timeout(30)
class MeshServerTest {
  private final Signal news = new Signal();
  private final CountDownLatch contextCancelled = new CountDownLatch(1);
  private final CountDownLatch watchEnded = new CountDownLatch(1);
  private final AtomicInteger failuresLeft = new AtomicInteger();
  private final AtomicBoolean watchesBreak = new AtomicBoolean();
  private MeshServer server;
  private MeshChannel channel;

  @BeforeEach
  void start() {
    serve(new Address.Tcp("127.0.0.1", 0));
  }

  private void serve(Address address) {
    server = MeshServer.at(address).service(new Misbehaving()).maxMessageBytes(64 * 1024).start();
    channel = MeshChannel.open(server.address(), RegistryGrpc.getServiceDescriptor());
  }

  @AfterEach
  void stop() {
    channel.close();
    server.close();
  }

  private RegistryGrpc.RegistryBlockingStub stub() {
    return RegistryGrpc.newBlockingStub(channel.channel());
  }

  @Test
  void aRefusalReachesTheCallerWithItsReasonMetadataAndFields() {
    var error =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> stub().getService(GetServiceRequest.newBuilder().setServiceId("refuse").build()));

    var fault = Faults.fromGrpc(error);
    assertThat(fault.code()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(fault.reason()).isEqualTo("NOTHING_THERE");
    assertThat(fault.metadata()).containsEntry("id", "x");
    assertThat(fault.fields())
        .containsExactly(new Fault.FieldViolation("service_id", "must be a UUID \u2013 100%"));
    assertThat(fault.message()).isEqualTo("Nothing is there.");
  }

  @Test
  void aBugEndsTheCallAtOnceAndTellsNothingButAnId() {
    var error =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> stub().getService(GetServiceRequest.newBuilder().setServiceId("bug").build()));

    var fault = Faults.fromGrpc(error);
    assertThat(fault.code()).isEqualTo(Status.Code.INTERNAL);
    assertThat(fault.metadata()).containsOnlyKeys("error_id");
    assertThat(error.toString()).doesNotContain("the secret");
  }

  @Test
  void aMessageThatIsNotAsciiNeitherHangsNorLosesTheDetails() {
    var error =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> stub().getService(GetServiceRequest.newBuilder().setServiceId("umlaut").build()));

    assertThat(Faults.fromGrpc(error).reason()).isEqualTo("UMLAUT");
    assertThat(error.getStatus().getDescription()).isEqualTo("gr??er als 100?25");
  }

  @Test
  void theCallersDeadlineEndsTheCallOnTheServerToo() throws Exception {
    // A bare HTTP/2 client would wait for ever: only the server can end this call.
    assertThatThrownBy(
            () ->
                stub()
                    .withDeadlineAfter(300, TimeUnit.MILLISECONDS)
                    .getService(GetServiceRequest.newBuilder().setServiceId("sleep").build()))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("DEADLINE_EXCEEDED");

    assertThat(contextCancelled.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theServerAnswersDeadlineExceededToAClientThatDoesNotWatchItsOwnClock() throws Exception {
    var raw =
        NettyChannelBuilder.forAddress("127.0.0.1", ((Address.Tcp) server.address()).port())
            .usePlaintext()
            .build();
    try {
      var headers = new io.grpc.Metadata();
      headers.put(
          io.grpc.Metadata.Key.of("grpc-timeout", io.grpc.Metadata.ASCII_STRING_MARSHALLER),
          "200m");
      var impatient =
          RegistryGrpc.newBlockingStub(raw)
              .withInterceptors(io.grpc.stub.MetadataUtils.newAttachHeadersInterceptor(headers));
      assertThatThrownBy(
              () ->
                  impatient.getService(
                      GetServiceRequest.newBuilder().setServiceId("sleep").build()))
          .hasMessageContaining("DEADLINE_EXCEEDED");
    } finally {
      raw.shutdownNow().awaitTermination(2, TimeUnit.SECONDS);
    }
  }

  @Test
  void aTooLargeMessageIsRefusedAtOnce() {
    var error =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                stub()
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .createService(
                        CreateServiceRequest.newBuilder().setIdea("x".repeat(300_000)).build()));

    assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(Faults.fromGrpc(error).metadata()).containsEntry("limit_bytes", "65536");
    // The connection goes on.
    assertThat(stub().getStatistics(GetStatisticsRequest.getDefaultInstance()).getTotal())
        .isEqualTo(7);
  }

  @Test
  void aFeedSendsHeartbeatsAndEndsWhenItsWatcherIsGone() throws Exception {
    BlockingQueue<WatchServicesResponse> got = new LinkedBlockingQueue<>();
    var context = Context.current().withCancellation();
    context.run(
        () ->
            RegistryGrpc.newStub(channel.channel())
                .watchServices(WatchServicesRequest.getDefaultInstance(), into(got)));
    assertThat(got.poll(5, TimeUnit.SECONDS)).isNotNull().matches(r -> r.getCursor().equals("1"));
    assertThat(got.poll(5, TimeUnit.SECONDS))
        .isNotNull()
        .matches(r -> r.getCursor().equals("beat"));

    context.cancel(null);

    assertThat(watchEnded.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aFeedEndsWhenItsServerStopsAndItsWatcherIsTold() throws Exception {
    BlockingQueue<WatchServicesResponse> got = new LinkedBlockingQueue<>();
    BlockingQueue<Status> told = new LinkedBlockingQueue<>();
    RegistryGrpc.newStub(channel.channel())
        .watchServices(
            WatchServicesRequest.getDefaultInstance(),
            new Collecting<>(got, error -> told.add(Status.fromThrowable(error))));
    assertThat(got.poll(5, TimeUnit.SECONDS)).isNotNull().matches(r -> r.getCursor().equals("1"));

    server.close();

    // The server waits for what runs no longer than half a second, and this has ended by then.
    assertThat(watchEnded.getCount()).isZero();
    assertThat(told.poll(5, TimeUnit.SECONDS))
        .isNotNull()
        .matches(s -> s.getCode() == Status.Code.UNAVAILABLE)
        .matches(s -> "the node stops".equals(s.getDescription()));
  }

  @Test
  void aFeedSendsHeartbeatsAlsoWhileThereIsNewsForOthersAllTheTime() throws Exception {
    BlockingQueue<WatchServicesResponse> got = new LinkedBlockingQueue<>();
    var context = Context.current().withCancellation();
    context.run(
        () ->
            RegistryGrpc.newStub(channel.channel())
                .watchServices(WatchServicesRequest.getDefaultInstance(), into(got)));
    assertThat(got.poll(5, TimeUnit.SECONDS)).isNotNull().matches(r -> r.getCursor().equals("1"));

    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    WatchServicesResponse beat = null;
    while (beat == null && System.nanoTime() < deadline) {
      news.raise();
      beat = got.poll(100, TimeUnit.MILLISECONDS);
    }
    context.cancel(null);

    assertThat(beat).isNotNull().matches(r -> r.getCursor().equals("beat"));
  }

  @Test
  void aFeedEndsWhenItsWatchersProcessIsKilled() throws Exception {
    // A watcher that is torn off without saying goodbye: its socket just goes.
    var raw =
        NettyChannelBuilder.forAddress(
                new InetSocketAddress("127.0.0.1", ((Address.Tcp) server.address()).port()))
            .usePlaintext()
            .build();
    BlockingQueue<WatchServicesResponse> got = new LinkedBlockingQueue<>();
    RegistryGrpc.newStub(raw).watchServices(WatchServicesRequest.getDefaultInstance(), into(got));
    assertThat(got.poll(5, TimeUnit.SECONDS)).isNotNull();

    raw.shutdownNow();

    assertThat(watchEnded.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aSubscriptionReconnectsAfterItsStreamBroke() throws Exception {
    BlockingQueue<String> got = new LinkedBlockingQueue<>();
    failuresLeft.set(2);
    try (var _ =
        Subscription.<WatchServicesResponse>start(
            "test",
            observer ->
                RegistryGrpc.newStub(channel.channel())
                    .watchServices(WatchServicesRequest.getDefaultInstance(), observer),
            message -> got.add(message.getCursor()),
            why -> got.add("lost " + why))) {
      assertThat(got.poll(5, TimeUnit.SECONDS)).isEqualTo("lost UNAVAILABLE");
      assertThat(got.poll(5, TimeUnit.SECONDS)).isEqualTo("lost UNAVAILABLE");
      assertThat(got.poll(5, TimeUnit.SECONDS)).isEqualTo("1");
    }
  }

  @Test
  void aSubscriptionWhoseStreamsKeepBreakingAsksEverLessOften() throws Exception {
    BlockingQueue<String> got = new LinkedBlockingQueue<>();
    watchesBreak.set(true);
    var start = System.nanoTime();
    try (var _ =
        Subscription.<WatchServicesResponse>start(
            "test",
            observer ->
                RegistryGrpc.newStub(channel.channel())
                    .watchServices(WatchServicesRequest.getDefaultInstance(), observer),
            message -> got.add(message.getCursor()),
            _ -> {})) {
      for (var i = 0; i < 6; i++) {
        assertThat(got.poll(20, TimeUnit.SECONDS)).isEqualTo("1");
      }
    }
    // However fast the machine is, the five pauses take this long when each is twice the last one.
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1_500));
  }

  @Test
  void aConsumerThatStopsHoldsBackItsStreamAndLosesItInTheEnd() throws Exception {
    var told = new AtomicInteger();
    var goOn = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    BlockingQueue<String> lost = new LinkedBlockingQueue<>();
    BlockingQueue<String> applied = new LinkedBlockingQueue<>();
    try (var subscription =
        Subscription.<String>start(
            "test",
            observer -> {
              if (goOn.getCount() == 0) {
                observer.onNext("from the cursor");
                return;
              }
              Thread.startVirtualThread(
                  () -> {
                    for (var i = 0; i < 1_000; i++) {
                      observer.onNext("message");
                      told.incrementAndGet();
                    }
                    stopped.countDown();
                  });
            },
            message -> {
              if (goOn.getCount() > 0) {
                try {
                  goOn.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }
              applied.add(message);
            },
            lost::add)) {
      // The stream waits for its consumer, then gives up; what comes after is dropped.
      assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(told.get()).isEqualTo(1_000);
      assertThat(applied).isEmpty();
      goOn.countDown();
      assertThat(lost.poll(10, TimeUnit.SECONDS)).contains("not applied in time");
      assertThat(applied.stream().filter("message"::equals).count())
          .isEqualTo(Subscription.MAX_WAITING);
      while (!applied.contains("from the cursor")) {
        Thread.onSpinWait();
      }
      assertThat(subscription.loop().failure()).isEmpty();
    }
  }

  @Test
  void aConsumerThatThrowsAnErrorGetsTheStreamAnew() throws Exception {
    var opened = new AtomicInteger();
    BlockingQueue<Integer> applied = new LinkedBlockingQueue<>();
    BlockingQueue<String> lost = new LinkedBlockingQueue<>();
    try (var subscription =
        Subscription.<Integer>start(
            "test",
            observer -> observer.onNext(opened.incrementAndGet()),
            message -> {
              if (message < 3) {
                throw new NoClassDefFoundError("gone");
              }
              applied.add(message);
            },
            lost::add)) {
      assertThat(applied.poll(10, TimeUnit.SECONDS)).isEqualTo(3);
      assertThat(lost).hasSize(2);
      assertThat(subscription.loop().failures()).isEqualTo(2);
    }
  }

  @Test
  void onlyAStreamThatLastedMakesThePauseShortAgain() {
    var broken = Duration.ofMillis(1_900);
    var pauses = new Pauses(new Backoff(Duration.ofMillis(100), Duration.ofSeconds(4)));
    for (var millis : new int[] {100, 200, 400, 800, 1_600, 3_200, 4_000, 4_000}) {
      // Up to half is cut off at random.
      assertThat(Subscription.pause(pauses, broken))
          .isBetween(Duration.ofMillis(millis / 2), Duration.ofMillis(millis));
    }
    assertThat(Subscription.pause(pauses, Duration.ofMillis(2_100)))
        .isLessThanOrEqualTo(Duration.ofMillis(100));
  }

  @Test
  void watchesThatAreCancelledUnderTrafficDisturbNoCall() throws Exception {
    var stop = new AtomicBoolean();
    var streams = RegistryGrpc.newStub(channel.channel());
    var watching =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!stop.get()) {
                    var context = Context.current().withCancellation();
                    BlockingQueue<WatchServicesResponse> got = new LinkedBlockingQueue<>();
                    context.run(
                        () ->
                            streams.watchServices(
                                WatchServicesRequest.getDefaultInstance(), into(got)));
                    news.raise();
                    try {
                      var _ = got.poll(20, TimeUnit.MILLISECONDS);
                    } catch (InterruptedException e) {
                      return;
                    }
                    context.cancel(null);
                  }
                });
    for (var i = 0; i < 2_000; i++) {
      assertThat(stub().getStatistics(GetStatisticsRequest.getDefaultInstance()).getTotal())
          .isEqualTo(7);
    }
    stop.set(true);
    watching.join();
  }

  @Test
  void aReadIsRetriedWhileTheNodeIsUnavailableAndAWriteIsNot() {
    failuresLeft.set(2);
    assertThat(stub().getStatistics(GetStatisticsRequest.getDefaultInstance()).getTotal())
        .isEqualTo(7);

    failuresLeft.set(1);
    assertThatThrownBy(() -> stub().createService(CreateServiceRequest.getDefaultInstance()))
        .hasMessageContaining("UNAVAILABLE");
  }

  @Test
  void callsOnOneConnectionDoNotWaitForADelayedAcknowledgement() {
    var stub = stub();
    stub.getStatistics(GetStatisticsRequest.getDefaultInstance());
    var quickest = Duration.ofDays(1);
    for (var i = 0; i < 100; i++) {
      var start = System.nanoTime();
      stub.getStatistics(GetStatisticsRequest.getDefaultInstance());
      var took = Duration.ofNanos(System.nanoTime() - start);
      quickest = took.compareTo(quickest) < 0 ? took : quickest;
    }
    // With a delayed acknowledgement each takes over 40 ms; a busy machine has a quick one in 100.
    assertThat(quickest).isLessThan(Duration.ofMillis(40));
  }

  @Test
  void answersHealthOverGrpcAndHttp() throws Exception {
    var health = HealthGrpc.newBlockingStub(channel.channel());
    assertThat(
            health
                .check(
                    HealthCheckRequest.newBuilder()
                        .setService("factory.registry.v1.Registry")
                        .build())
                .getStatus())
        .isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
    try (var http = HttpClient.newHttpClient()) {
      var answer =
          http.send(
              HttpRequest.newBuilder(URI.create("http://" + server.address() + "/healthz")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aDeadSocketDoesNotDisturbOthers() throws Exception {
    try (var socket = new Socket("127.0.0.1", ((Address.Tcp) server.address()).port())) {
      socket
          .getOutputStream()
          .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nrubbish".getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(stub().getStatistics(GetStatisticsRequest.getDefaultInstance()).getTotal())
        .isEqualTo(7);
  }

  @Test
  void servesOnAUnixSocketAsWell(@TempDir Path folder) throws Exception {
    stop();
    serve(new Address.Unix(folder.resolve("node.sock")));

    assertThat(stub().getStatistics(GetStatisticsRequest.getDefaultInstance()).getTotal())
        .isEqualTo(7);
    aFeedSendsHeartbeatsAndEndsWhenItsWatcherIsGone();
  }

  private record Collecting<T>(BlockingQueue<T> queue, Consumer<Throwable> failed)
      implements StreamObserver<T> {
    @Override
    public void onNext(T value) {
      queue.add(value);
    }

    @Override
    public void onError(Throwable error) {
      failed.accept(error);
    }

    @Override
    public void onCompleted() {}
  }

  private static <T> StreamObserver<T> into(BlockingQueue<T> queue) {
    return new Collecting<>(queue, _ -> {});
  }

  private record NothingThere() implements Fault {
    @Override
    public Status.Code code() {
      return Status.Code.NOT_FOUND;
    }

    @Override
    public String reason() {
      return "NOTHING_THERE";
    }

    @Override
    public String message() {
      return "Nothing is there.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("id", "x");
    }

    @Override
    public List<FieldViolation> fields() {
      return List.of(new FieldViolation("service_id", "must be a UUID \u2013 100%"));
    }
  }

  private final class Misbehaving extends RegistryGrpc.RegistryImplBase {
    @Override
    public void getService(GetServiceRequest request, StreamObserver<GetServiceResponse> observer) {
      switch (request.getServiceId()) {
        case "refuse" -> throw new Refused(new NothingThere());
        case "umlaut" ->
            throw new Refused(
                new Fault.Plain(Status.Code.ABORTED, "UMLAUT", "gr\u00f6\u00dfer als 100%25"));
        case "sleep" -> {
          Context.current().addListener(c -> contextCancelled.countDown(), Runnable::run);
          try {
            contextCancelled.await(15, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          observer.onNext(GetServiceResponse.getDefaultInstance());
          observer.onCompleted();
        }
        default -> throw new IllegalStateException("the secret is 42");
      }
    }

    @Override
    public void createService(
        CreateServiceRequest request, StreamObserver<CreateServiceResponse> observer) {
      failMaybe();
      observer.onNext(CreateServiceResponse.getDefaultInstance());
      observer.onCompleted();
    }

    @Override
    public void getStatistics(
        GetStatisticsRequest request, StreamObserver<GetStatisticsResponse> observer) {
      failMaybe();
      observer.onNext(GetStatisticsResponse.newBuilder().setTotal(7).build());
      observer.onCompleted();
    }

    @Override
    public void watchServices(
        WatchServicesRequest request, StreamObserver<WatchServicesResponse> observer) {
      failMaybe();
      if (watchesBreak.get()) {
        observer.onNext(WatchServicesResponse.newBuilder().setCursor("1").build());
        throw new Refused(new Fault.Plain(Status.Code.UNAVAILABLE, "BUSY", "Busy."));
      }
      var first = new AtomicInteger();
      try {
        Feed.serve(
            observer,
            news,
            () ->
                first.getAndIncrement() == 0
                    ? Optional.of(WatchServicesResponse.newBuilder().setCursor("1").build())
                    : Optional.empty(),
            () -> WatchServicesResponse.newBuilder().setCursor("beat").build());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        watchEnded.countDown();
      }
    }

    private void failMaybe() {
      if (failuresLeft.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        throw new Refused(new Fault.Plain(Status.Code.UNAVAILABLE, "BUSY", "Busy."));
      }
    }
  }
}
