package factory.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import factory.chain.v1.CreateTokenRequest;
import factory.chain.v1.IssuerGrpc;
import factory.edge.v1.AccessGrpc;
import factory.edge.v1.GetGateRequest;
import factory.mesh.Address;
import factory.mesh.MeshChannel;
import factory.registry.v1.GetServiceRequest;
import factory.registry.v1.LifecycleGrpc;
import factory.registry.v1.RecordTokenRequest;
import factory.registry.v1.RegistryGrpc;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What a gRPC client finds behind the one port. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CatalogTest {
  private Rig rig;
  private MeshChannel channel;

  @BeforeAll
  void start() {
    rig = new Rig(Map.of());
    channel = MeshChannel.open(new Address.Tcp("127.0.0.1", rig.port));
  }

  @AfterAll
  void stop() {
    channel.close();
    rig.close();
  }

  private ServerReflectionResponse ask(ServerReflectionRequest request) throws Exception {
    var answer = new CompletableFuture<ServerReflectionResponse>();
    var requests =
        ServerReflectionGrpc.newStub(channel.channel())
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse value) {
                    answer.complete(value);
                  }

                  @Override
                  public void onError(Throwable error) {
                    answer.completeExceptionally(error);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(request);
    var response = Objects.requireNonNull(answer.get(10, TimeUnit.SECONDS));
    requests.onCompleted();
    return response;
  }

  @Test
  void reflectionListsExactlyThePublicServices() throws Exception {
    var list = ask(ServerReflectionRequest.newBuilder().setListServices("*").build());

    assertThat(list.getListServicesResponse().getServiceList())
        .extracting(ServiceResponse::getName)
        .containsExactlyInAnyOrder(
            "factory.registry.v1.Registry",
            "factory.pipeline.v1.Pipeline",
            "factory.chain.v1.Chain",
            "factory.edge.v1.Access");
  }

  @Test
  void theOldReflectionListsTheSame() throws Exception {
    var answer = new CompletableFuture<io.grpc.reflection.v1alpha.ServerReflectionResponse>();
    var requests =
        io.grpc.reflection.v1alpha.ServerReflectionGrpc.newStub(channel.channel())
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(io.grpc.reflection.v1alpha.ServerReflectionResponse value) {
                    answer.complete(value);
                  }

                  @Override
                  public void onError(Throwable error) {
                    answer.completeExceptionally(error);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(
        io.grpc.reflection.v1alpha.ServerReflectionRequest.newBuilder()
            .setListServices("*")
            .build());
    var response = Objects.requireNonNull(answer.get(10, TimeUnit.SECONDS));
    requests.onCompleted();
    assertThat(response.getListServicesResponse().getServiceCount()).isEqualTo(4);
  }

  @Test
  void reflectionDescribesEachPublicServiceAndNoInternalOne() throws Exception {
    for (var name :
        new String[] {
          "factory.registry.v1.Registry",
          "factory.pipeline.v1.Pipeline.GetJob",
          "factory.chain.v1.Chain",
          "factory.edge.v1.Access",
          "factory.registry.v1.Service"
        }) {
      assertThat(
              ask(ServerReflectionRequest.newBuilder().setFileContainingSymbol(name).build())
                  .hasFileDescriptorResponse())
          .as(name)
          .isTrue();
    }
    for (var name :
        new String[] {
          "factory.registry.v1.Lifecycle", "factory.chain.v1.Issuer",
          "envoy.service.auth.v3.Authorization", "factory.registry.v1.Route"
        }) {
      assertThat(
              ask(ServerReflectionRequest.newBuilder().setFileContainingSymbol(name).build())
                  .hasErrorResponse())
          .as(name)
          .isTrue();
    }
    for (var file :
        new String[] {"factory/registry/v1/lifecycle.proto", "factory/chain/v1/issuer.proto"}) {
      assertThat(
              ask(ServerReflectionRequest.newBuilder().setFileByFilename(file).build())
                  .hasErrorResponse())
          .as(file)
          .isTrue();
    }
  }

  @Test
  void reflectionKnowsWhatErrorsCarry() throws Exception {
    for (var name : new String[] {"google.rpc.ErrorInfo", "google.rpc.BadRequest"}) {
      assertThat(
              ask(ServerReflectionRequest.newBuilder().setFileContainingSymbol(name).build())
                  .hasFileDescriptorResponse())
          .as(name)
          .isTrue();
    }
  }

  @Test
  void healthSaysWhichPublicServicesAnswer() {
    var health = HealthGrpc.newBlockingStub(channel.channel());
    for (var name :
        new String[] {
          "factory.registry.v1.Registry", "factory.pipeline.v1.Pipeline",
          "factory.chain.v1.Chain", "factory.edge.v1.Access"
        }) {
      Await.until(
          name,
          () ->
              health.check(HealthCheckRequest.newBuilder().setService(name).build()).getStatus()
                  == ServingStatus.SERVING);
    }
    rig.pipeline.close();
    Await.until(
        "the pipeline is away",
        () ->
            health
                    .check(
                        HealthCheckRequest.newBuilder()
                            .setService("factory.pipeline.v1.Pipeline")
                            .build())
                    .getStatus()
                == ServingStatus.NOT_SERVING);
    assertThat(
            code(
                () ->
                    health.check(
                        HealthCheckRequest.newBuilder()
                            .setService("factory.registry.v1.Lifecycle")
                            .build())))
        .isEqualTo(Status.Code.NOT_FOUND);
  }

  private static Status.Code code(Runnable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::run).getStatus().getCode();
  }

  @Test
  void internalServicesAreNotThere() {
    assertThat(
            code(
                () ->
                    LifecycleGrpc.newBlockingStub(channel.channel())
                        .recordToken(RecordTokenRequest.getDefaultInstance())))
        .isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(
            code(
                () ->
                    IssuerGrpc.newBlockingStub(channel.channel())
                        .createToken(CreateTokenRequest.getDefaultInstance())))
        .isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(
            code(
                () ->
                    AuthorizationGrpc.newBlockingStub(channel.channel())
                        .check(CheckRequest.getDefaultInstance())))
        .isEqualTo(Status.Code.UNIMPLEMENTED);
    for (var path :
        new String[] {
          "/factory.registry.v1.Lifecycle/WatchRoutes",
          "/factory.chain.v1.Issuer/CreateToken",
          "/factory.registry.v1.Registry/../factory.registry.v1.Lifecycle/RecordToken",
          "/FACTORY.registry.v1.Lifecycle/RecordToken",
          "/envoy.service.auth.v3.Authorization/Check",
          "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources",
          "/grpc.channelz.v1.Channelz/GetServers"
        }) {
      for (var type :
          new String[] {"application/grpc", "application/json", "application/grpc-web"}) {
        var answer = rig.http.send("POST", path, "", "Content-Type: " + type, "TE: trailers");
        var refused =
            answer.status() == (path.contains("..") ? 400 : 404)
                || answer.header("grpc-status").equals(path.contains("..") ? "3" : "12");
        assertThat(refused).as(path + " " + type + " " + answer).isTrue();
        assertThat(answer.body()).doesNotContain("\"web\"");
      }
    }
  }

  @Test
  void callsReachTheirNodes() {
    var gate =
        AccessGrpc.newBlockingStub(channel.channel()).getGate(GetGateRequest.getDefaultInstance());
    assertThat(gate.getProblem()).isEmpty();
    assertThat(gate.getReady()).isTrue();
    assertThat(gate.getDevBypass()).isTrue();

    // The fake registry has no methods: its own answer, not Envoy's.
    var error =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                RegistryGrpc.newBlockingStub(channel.channel())
                    .getService(GetServiceRequest.getDefaultInstance()));
    assertThat(error.getStatus().getDescription()).contains("is unimplemented");
  }

  /** Through Envoy and a node: none of them is a reset. */
  @Test
  void messagesThatAreNoneAndDeadlinesBeyondAllTimeEndWithAStatus() {
    assertThat(sent(new byte[5 << 20])).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(sent(new byte[(1 << 20) + 1])).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(sent(new byte[] {(byte) 0xff})).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(sent(new byte[] {1}, "grpc-encoding", "gzip"))
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    for (var timeout : new String[] {"99999999H", "99999999M", "99999999S"}) {
      // The fake registry has no methods: its own answer.
      assertThat(sent(new byte[0], "grpc-timeout", timeout)).isEqualTo(Status.Code.UNIMPLEMENTED);
    }
  }

  private Status.Code sent(byte[] message, String... headers) {
    var bytes =
        new MethodDescriptor.Marshaller<byte[]>() {
          @Override
          public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
          }

          @Override
          public byte[] parse(InputStream stream) {
            return new byte[0];
          }
        };
    var metadata = new Metadata();
    for (var i = 0; i < headers.length; i += 2) {
      metadata.put(Metadata.Key.of(headers[i], Metadata.ASCII_STRING_MARSHALLER), headers[i + 1]);
    }
    return code(
        () ->
            ClientCalls.blockingUnaryCall(
                ClientInterceptors.intercept(
                    channel.channel(), MetadataUtils.newAttachHeadersInterceptor(metadata)),
                RegistryGrpc.getGetServiceMethod().toBuilder(bytes, bytes).build(),
                CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
                message));
  }

  @Test
  void aNodeThatIsAwayIsUnavailableInWordsThatTellNoPath() {
    try (var other = new Rig(Map.of());
        var toOther = MeshChannel.open(new Address.Tcp("127.0.0.1", other.port))) {
      other.registry.stop();

      var error =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () ->
                  RegistryGrpc.newBlockingStub(toOther.channel())
                      .getService(GetServiceRequest.getDefaultInstance()));

      assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(error.getStatus().getDescription())
          .isEqualTo("A part of the platform cannot be reached now; try again.");
      other.registry.startAgain();
    }
  }
}
