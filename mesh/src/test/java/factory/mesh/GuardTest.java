package factory.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import factory.registry.v1.GetServiceRequest;
import factory.registry.v1.GetServiceResponse;
import factory.registry.v1.RegistryGrpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a handler throws, in whichever of its callbacks: its caller hears of it at once. */
@Timeout(30)
class GuardTest {
  private static final Metadata.Key<String> WHERE =
      Metadata.Key.of("where", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> WHAT =
      Metadata.Key.of("what", Metadata.ASCII_STRING_MARSHALLER);
  private static final List<String> CALLBACKS =
      List.of("startCall", "onMessage", "onHalfClose", "feed");
  private static final Map<String, Supplier<Throwable>> SURVIVED =
      Map.of(
          "bug", () -> new IllegalStateException("the secret is 42"),
          "assertion", () -> new AssertionError("the secret is 42"),
          "missing class", () -> new NoClassDefFoundError("the secret is 42"),
          "linkage", () -> new LinkageError("the secret is 42"),
          "checked", () -> new java.io.IOException("the secret is 42"),
          "odd", () -> new Throwable("the secret is 42"));

  private static MeshServer server;
  private static MeshChannel channel;

  @BeforeAll
  static void start() {
    server =
        MeshServer.at(new Address.Tcp("127.0.0.1", 0))
            .service(
                () ->
                    ServerServiceDefinition.builder(RegistryGrpc.SERVICE_NAME)
                        .addMethod(RegistryGrpc.getGetServiceMethod(), new Throwing())
                        .build())
            .start();
    channel = MeshChannel.open(server.address());
  }

  @AfterAll
  static void stop() {
    channel.close();
    server.close();
  }

  static Stream<Arguments> throwablesInCallbacks() {
    return Stream.concat(SURVIVED.keySet().stream(), Stream.of("stack overflow"))
        .flatMap(what -> CALLBACKS.stream().map(where -> Arguments.of(what, where)));
  }

  @ParameterizedTest
  @MethodSource("throwablesInCallbacks")
  void whateverIsThrownEndsTheCallWithNothingButAnId(String what, String where) {
    var error = catchThrowableOfType(StatusRuntimeException.class, () -> call(what, where));

    var fault = Faults.fromGrpc(error);
    assertThat(fault.code()).isEqualTo(Status.Code.INTERNAL);
    assertThat(fault.reason()).isEqualTo("INTERNAL");
    assertThat(fault.metadata()).containsOnlyKeys("error_id");
    assertThat(error.toString()).doesNotContain("42");
  }

  static Stream<String> callbacks() {
    return CALLBACKS.stream();
  }

  @ParameterizedTest
  @MethodSource("callbacks")
  void whatAJvmDoesNotSurviveEndsTheProcess(String where) throws Exception {
    var codes = new CopyOnWriteArrayList<Integer>();
    var ended = new CountDownLatch(1);
    try (var _ =
        Fatal.instead(
            code -> {
              codes.add(code);
              ended.countDown();
            })) {
      var _ = catchThrowableOfType(StatusRuntimeException.class, () -> call("no memory", where));
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(codes).containsOnly(Fatal.EXIT_CODE);
  }

  @Test
  void aDeadlineThatNoClockReachesIsNoReasonToHang() {
    for (var timeout : List.of("99999999H", "99999999M", "99999999S")) {
      var headers = new Metadata();
      headers.put(Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER), timeout);
      var error =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () ->
                  RegistryGrpc.newBlockingStub(channel.channel())
                      .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                      .getService(GetServiceRequest.getDefaultInstance()));
      assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.OUT_OF_RANGE);
    }
  }

  private static GetServiceResponse call(String what, String where) {
    var headers = new Metadata();
    headers.put(WHERE, where);
    headers.put(WHAT, what);
    return RegistryGrpc.newBlockingStub(channel.channel())
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .getService(GetServiceRequest.getDefaultInstance());
  }

  /** Throws what its caller asks for, where its caller asks for it. */
  private static final class Throwing
      implements ServerCallHandler<GetServiceRequest, GetServiceResponse> {
    @Override
    public ServerCall.Listener<GetServiceRequest> startCall(
        ServerCall<GetServiceRequest, GetServiceResponse> call, Metadata headers) {
      var where = headers.get(WHERE);
      var what = headers.get(WHAT);
      if (where == null || what == null) {
        call.request(2);
        return new ServerCall.Listener<>() {
          @Override
          public void onHalfClose() {
            call.close(Status.OUT_OF_RANGE, new Metadata());
          }
        };
      }
      at("startCall", where, what);
      call.request(2);
      return new ServerCall.Listener<>() {
        @Override
        public void onMessage(GetServiceRequest message) {
          at("onMessage", where, what);
        }

        @Override
        public void onHalfClose() {
          at("onHalfClose", where, what);
          // As a feed does: something was told already.
          call.sendHeaders(new Metadata());
          at("feed", where, what);
          call.close(Status.OK, new Metadata());
        }
      };
    }

    private static void at(String here, String where, String what) {
      if (here.equals(where)) {
        switch (what) {
          case "stack overflow" -> endless(1);
          case "no memory" -> GuardTest.<RuntimeException>sneak(new OutOfMemoryError("a test"));
          default ->
              GuardTest.<RuntimeException>sneak(Objects.requireNonNull(SURVIVED.get(what)).get());
        }
      }
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int endless(int depth) {
      return endless(depth + 1) + 1;
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable error) throws T {
    throw (T) error;
  }
}
