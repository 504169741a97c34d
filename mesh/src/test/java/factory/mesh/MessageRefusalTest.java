package factory.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import factory.registry.v1.CreateServiceRequest;
import factory.registry.v1.CreateServiceResponse;
import factory.registry.v1.GetStatisticsRequest;
import factory.registry.v1.GetStatisticsResponse;
import factory.registry.v1.RegistryGrpc;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that are no messages end with a status, and their connection goes on. */
@Timeout(60)
class MessageRefusalTest {
  private MeshServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start() {
    server =
        MeshServer.at(new Address.Tcp("127.0.0.1", 0))
            .service(
                new RegistryGrpc.RegistryImplBase() {
                  @Override
                  public void createService(
                      CreateServiceRequest request,
                      StreamObserver<CreateServiceResponse> observer) {
                    observer.onNext(CreateServiceResponse.getDefaultInstance());
                    observer.onCompleted();
                  }

                  @Override
                  public void getStatistics(
                      GetStatisticsRequest request,
                      StreamObserver<GetStatisticsResponse> observer) {
                    observer.onNext(GetStatisticsResponse.getDefaultInstance());
                    observer.onCompleted();
                  }
                })
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

  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          return new byte[0];
        }
      };

  private Fault send(byte[] message, String... headers) {
    var method = RegistryGrpc.getCreateServiceMethod().toBuilder(BYTES, BYTES).build();
    var metadata = new Metadata();
    for (var i = 0; i < headers.length; i += 2) {
      metadata.put(Metadata.Key.of(headers[i], Metadata.ASCII_STRING_MARSHALLER), headers[i + 1]);
    }
    try {
      ClientCalls.blockingUnaryCall(
          io.grpc.ClientInterceptors.intercept(
              channel, MetadataUtils.newAttachHeadersInterceptor(metadata)),
          method,
          CallOptions.DEFAULT.withDeadlineAfter(15, TimeUnit.SECONDS),
          message);
      return new Fault.Plain(Status.Code.OK, "OK", "");
    } catch (StatusRuntimeException e) {
      return Faults.fromGrpc(e);
    }
  }

  private void goesOn() {
    assertThat(
            RegistryGrpc.newBlockingStub(channel)
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .getStatistics(GetStatisticsRequest.getDefaultInstance()))
        .isNotNull();
  }

  @Test
  void aTooLargeMessageIsRefusedHoweverLargeItIs() {
    for (var size : new int[] {1 << 20, (1 << 20) + 1, 2 << 20, 5 << 20, 20 << 20}) {
      var fault = send(new byte[size]);
      assertThat(fault.reason())
          .as("%d", size)
          .isEqualTo(size > 1 << 20 ? "MESSAGE_REFUSED" : "MESSAGE_UNREADABLE");
      goesOn();
    }
  }

  /** Each leaves up to half of the connection's window, were what is dropped not given back. */
  @Test
  void manyRefusedMessagesLeaveTheirConnectionAsItWas() {
    for (var i = 0; i < 40; i++) {
      assertThat(send(new byte[(1 << 20) + 1]).reason()).isEqualTo("MESSAGE_REFUSED");
    }
    goesOn();
  }

  @Test
  void anUnreadableMessageIsAnInvalidArgument() {
    for (var bytes :
        new byte[][] {{(byte) 0xff}, {0x0a, 0x7f}, {0x0a, 0x01, (byte) 0xff}, {0, 0, 0}, {7}}) {
      assertThat(send(bytes).code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      goesOn();
    }
    assertThat(send(new byte[] {1}, "grpc-encoding", "zstd").code())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    goesOn();
  }

  /** Each text of a request in turn holds what UTF-8 has no place for. */
  @Test
  void textThatIsNoTextIsRefusedByTheNameOfItsField() {
    var mark = "QQQ";
    var marked = Value.newBuilder().setStringValue(mark).build();
    var plain = CreateServiceRequest.newBuilder().setIdea("books \ud83d\udcda");
    Map<CreateServiceRequest.Builder, String> places = new LinkedHashMap<>();
    places.put(plain.clone().setIdea("track " + mark), "idea");
    places.put(plain.clone().setRequestId(mark), "request_id");
    places.put(plain.clone().setRequesterId(mark), "requester_id");
    places.put(
        plain.clone().setMetadata(Struct.newBuilder().putFields("team", marked)), "metadata");
    places.put(
        plain.clone().setMetadata(Struct.newBuilder().putFields(mark, Value.getDefaultInstance())),
        "metadata");
    places.put(
        plain
            .clone()
            .setMetadata(
                Struct.newBuilder()
                    .putFields(
                        "list",
                        Value.newBuilder()
                            .setListValue(ListValue.newBuilder().addValues(marked))
                            .build())),
        "metadata");
    for (var place : places.entrySet()) {
      for (var bad : List.of("eda080", "edbfbf", "c0af41", "ff4141")) {
        var bytes =
            HexFormat.of()
                .parseHex(
                    HexFormat.of()
                        .formatHex(place.getKey().build().toByteArray())
                        .replace("515151", bad));
        var fault = send(bytes);
        assertThat(fault.reason()).as(place.getValue() + " " + bad).isEqualTo("INVALID_ARGUMENT");
        assertThat(fault.fields())
            .extracting(Fault.FieldViolation::field)
            .containsExactly(place.getValue());
      }
      assertThat(send(place.getKey().build().toByteArray()).reason()).isEqualTo("OK");
    }
    goesOn();
  }

  @Test
  void aTimeoutBeyondAllTimeHangsNoCall() {
    assertThat(send(new byte[0], "grpc-timeout", "99999999H").code()).isEqualTo(Status.Code.OK);
    goesOn();
  }
}
