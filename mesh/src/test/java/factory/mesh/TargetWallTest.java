package factory.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import factory.registry.v1.GetStatisticsRequest;
import factory.registry.v1.GetStatisticsResponse;
import factory.registry.v1.LifecycleGrpc;
import factory.registry.v1.RecordTokenRequest;
import factory.registry.v1.RecordTokenResponse;
import factory.registry.v1.RegistryGrpc;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node by itself, with nothing in front of it that could have refused. */
@Timeout(60)
class TargetWallTest {
  private final AtomicInteger recorded = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private MeshServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start() {
    server =
        MeshServer.at(new Address.Tcp("127.0.0.1", 0))
            .service(
                new LifecycleGrpc.LifecycleImplBase() {
                  @Override
                  public void recordToken(
                      RecordTokenRequest request, StreamObserver<RecordTokenResponse> observer) {
                    recorded.incrementAndGet();
                    observer.onNext(RecordTokenResponse.getDefaultInstance());
                    observer.onCompleted();
                  }
                })
            .service(
                new RegistryGrpc.RegistryImplBase() {
                  @Override
                  public void getStatistics(
                      GetStatisticsRequest request,
                      StreamObserver<GetStatisticsResponse> observer) {
                    observer.onNext(GetStatisticsResponse.getDefaultInstance());
                    observer.onCompleted();
                  }
                })
            .http(
                routes ->
                    routes.any(
                        "/books",
                        (request, response) -> {
                          answered.incrementAndGet();
                          response.send(request.path().rawPath());
                        }))
            .start();
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", ((Address.Tcp) server.address()).port())
            .usePlaintext()
            .build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  private Status call(String method) {
    var descriptor =
        LifecycleGrpc.getRecordTokenMethod().toBuilder().setFullMethodName(method).build();
    try {
      ClientCalls.blockingUnaryCall(
          channel, descriptor, CallOptions.DEFAULT, RecordTokenRequest.getDefaultInstance());
      return Status.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  @Test
  void noSpellingOfAnotherServiceReachesAnInternalMethod() {
    for (var path :
        Spellings.from(
            "/factory.registry.v1.Registry", 1, "factory.registry.v1.Lifecycle/RecordToken")) {
      var status = call(path.substring(1));
      assertThat(status.getCode())
          .as(path)
          // Helidon itself refuses some of what is no path at all.
          .isIn(Status.Code.INVALID_ARGUMENT, Status.Code.UNIMPLEMENTED, Status.Code.INTERNAL);
    }
    assertThat(call("factory%2eregistry.v1.Lifecycle/RecordToken").getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(recorded).hasValue(0);
    assertThat(call("factory.registry.v1.Lifecycle/RecordToken").isOk()).isTrue();
    assertThat(recorded).hasValue(1);
  }

  @Test
  void aRefusalTellsItsReason() {
    var descriptor =
        LifecycleGrpc.getRecordTokenMethod().toBuilder()
            .setFullMethodName("x/%2e%2e;/factory.registry.v1.Lifecycle/RecordToken")
            .build();
    var error =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                ClientCalls.blockingUnaryCall(
                    channel,
                    descriptor,
                    CallOptions.DEFAULT,
                    RecordTokenRequest.getDefaultInstance()));
    assertThat(Faults.fromGrpc(error)).isEqualTo(RequestTarget.AMBIGUOUS);
    // The connection goes on.
    assertThat(
            RegistryGrpc.newBlockingStub(channel)
                .getStatistics(GetStatisticsRequest.getDefaultInstance()))
        .isNotNull();
  }

  @Test
  void aNodesRoutesStandBehindIt() throws Exception {
    assertThat(get("/zzz/%2e%2e;/books")).contains(" 400 ", "PATH_AMBIGUOUS");
    assertThat(answered).hasValue(0);
    assertThat(get("/books")).contains(" 200 ");
  }

  private String get(String path) throws IOException {
    try (var socket = new Socket("127.0.0.1", ((Address.Tcp) server.address()).port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
