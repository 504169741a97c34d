package factory.edge.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Timestamp;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallReaderTest {
  private static final Map<String, String> HEADERS =
      Map.of("x-api-key", "mf_1", "content-length", "", "x-request-id", "€-ü");

  /** With every kind of field around those that are wanted. */
  private static CheckRequest whole() {
    var peer =
        AttributeContext.Peer.newBuilder()
            .setAddress(
                Address.newBuilder()
                    .setSocketAddress(
                        SocketAddress.newBuilder().setAddress("127.0.0.1").setPortValue(65_535)))
            .setPrincipal("/gateway/not-this-one")
            .putLabels("method", "DELETE");
    return CheckRequest.newBuilder()
        .setAttributes(
            AttributeContext.newBuilder()
                .setSource(peer)
                .setDestination(peer)
                .putContextExtensions("x-api-key", "mf_2")
                .setMetadataContext(Metadata.getDefaultInstance())
                .setRequest(
                    AttributeContext.Request.newBuilder()
                        .setTime(Timestamp.newBuilder().setSeconds(1).setNanos(2))
                        .setHttp(
                            AttributeContext.HttpRequest.newBuilder()
                                .setId("7")
                                .setMethod("GET")
                                .setPath("/gateway/x?y=z")
                                .setHost("factory.example")
                                .setScheme("https")
                                .setSize(-1)
                                .setProtocol("HTTP/2")
                                .setBody("{}")
                                .putAllHeaders(HEADERS))))
        .build();
  }

  private static Call read(byte[] message) {
    return new CallReader().parse(new ByteArrayInputStream(message));
  }

  @Test
  void aCallIsWhatTheGeneratedClassesReadInIt() {
    assertThat(read(whole().toByteArray()))
        .isEqualTo(
            new Call("GET", "/gateway/x?y=z", HEADERS, Call.Kind.ORDINARY, "factory.example"));
  }

  @Test
  void theKindIsWhatTheRouteSaysAndNoHeader() {
    for (var kind : Call.Kind.values()) {
      var message = whole().toBuilder();
      message.getAttributesBuilder().putContextExtensions("kind", kind.word());
      assertThat(read(message.build().toByteArray()))
          .isEqualTo(new Call("GET", "/gateway/x?y=z", HEADERS, kind, "factory.example"));
    }
  }

  @Test
  void whatIsNotThereIsEmpty() {
    assertThat(read(new byte[0])).isEqualTo(new Call("", "", Map.of()));
  }

  @Test
  void partsOfOneMessageAreJoined() {
    var http = AttributeContext.HttpRequest.newBuilder().setMethod("PUT").putHeaders("origin", "o");
    var more =
        CheckRequest.newBuilder()
            .setAttributes(
                AttributeContext.newBuilder()
                    .setRequest(AttributeContext.Request.newBuilder().setHttp(http)));
    var both = whole().toByteString().concat(more.build().toByteString()).toByteArray();

    var call = read(both);
    assertThat(call.method()).isEqualTo("PUT");
    assertThat(call.path()).isEqualTo("/gateway/x?y=z");
    assertThat(call.headers()).containsAllEntriesOf(HEADERS).containsEntry("origin", "o");
  }

  @Test
  void aMessageThatIsCutOrTornIsNoCall() {
    var message = whole().toByteArray();
    for (var length = 1; length < message.length; length++) {
      var cut = Arrays.copyOf(message, length);
      assertThatExceptionOfType(StatusRuntimeException.class)
          .as("%d bytes", length)
          .isThrownBy(() -> read(cut))
          .matches(e -> e.getStatus().getCode() == Status.Code.INTERNAL);
    }
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> read(new byte[] {(byte) (1 << 3 | 4)}));
  }
}
