package factory.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import factory.registry.v1.GetStatisticsResponse;
import factory.registry.v1.RegistryGrpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frame by frame: a call that is answered early does no harm to the others of its connection. */
@Timeout(60)
class WholeCallTest {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final String REGISTRY = "/" + RegistryGrpc.SERVICE_NAME + "/";

  private MeshServer server;
  private Socket socket;

  /** What the server still takes of all calls, and of the one that says much. */
  private int window;

  private int callWindow;

  private record Frame(int type, int flags, int stream, ByteString payload) {}

  @BeforeEach
  void start() throws IOException {
    server =
        MeshServer.at(new Address.Tcp("127.0.0.1", 0))
            .service(
                () ->
                    ServerServiceDefinition.builder(RegistryGrpc.SERVICE_NAME)
                        .addMethod(
                            RegistryGrpc.getGetStatisticsMethod(),
                            ServerCalls.asyncUnaryCall(
                                (request, observer) -> {
                                  observer.onNext(GetStatisticsResponse.getDefaultInstance());
                                  observer.onCompleted();
                                }))
                        .addMethod(
                            RegistryGrpc.getGetServiceMethod(),
                            (call, headers) -> {
                              call.close(Status.PERMISSION_DENIED, new Metadata());
                              return new ServerCall.Listener<>() {};
                            })
                        .build())
            .start();
    socket = new Socket("127.0.0.1", ((Address.Tcp) server.address()).port());
    socket.setSoTimeout(10_000);
    window = 65_535;
    callWindow = 65_535;
    socket
        .getOutputStream()
        .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    send(SETTINGS, 0, 0, new byte[0]);
  }

  @AfterEach
  void stop() throws IOException {
    socket.close();
    server.close();
  }

  /** Who may not, a method that is not there, a path of two meanings: refused at once. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        REGISTRY + "GetService",
        REGISTRY + "NotThere",
        "/nobody/Here",
        REGISTRY + "%47etService",
        "/a/../b"
      })
  void whatComesAfterARefusalIsReadAndDropped(String path) throws IOException {
    call(1, path);
    assertThat(answer(1)).isNotEmpty();

    // More than a connection takes that is given nothing back.
    for (var i = 0; i < 200; i++) {
      while (window < 16_000 || callWindow < 16_000) {
        receive();
      }
      window -= 16_000;
      callWindow -= 16_000;
      send(DATA, 0, 1, new byte[16_000]);
    }
    send(DATA, END_STREAM, 1, new byte[0]);

    isAnswered(3);
    isAnswered(5);
  }

  /** Two calls in turn, so that the later one has the newer stream. */
  @Test
  void theEndOfARefusedCallMayComeAfterThatOfANewerOne() throws IOException {
    call(1, REGISTRY + "GetService");
    assertThat(answer(1)).isNotEmpty();
    isAnswered(3);
    send(DATA, END_STREAM, 1, message(100));
    isAnswered(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-bin:*", "x-bin:a,b", "x-bin:a", "x!y:1"})
  void metadataThatCannotBeReadIsAnInvalidArgument(String header) throws Exception {
    var colon = header.indexOf(':');
    call(1, REGISTRY + "GetService", header.substring(0, colon), header.substring(colon + 1));
    send(DATA, END_STREAM, 1, message(0));

    var headers =
        new DefaultHttp2HeadersDecoder().decodeHeaders(1, Unpooled.wrappedBuffer(answer(1)));
    assertThat(headers.get("grpc-status")).hasToString("3");
    assertThat(headers.get("grpc-message").toString()).contains("metadata cannot be read");
    isAnswered(3);
  }

  private void isAnswered(int stream) throws IOException {
    call(stream, REGISTRY + "GetStatistics");
    send(DATA, END_STREAM, stream, message(0));
    assertThat(answer(stream)).isNotEmpty();
  }

  private static byte[] message(int length) {
    var bytes = new byte[5 + length];
    bytes[4] = (byte) length;
    return bytes;
  }

  private void call(int stream, String path, String... more) throws IOException {
    var block = new ByteArrayOutputStream();
    // POST and http, then path and authority by their places in the static table, with a text each.
    block.write(new byte[] {(byte) 0x83, (byte) 0x86});
    block.write(4);
    text(block, path);
    block.write(1);
    text(block, "localhost");
    var headers =
        Stream.concat(
                Stream.of("content-type", "application/grpc", "te", "trailers"), Stream.of(more))
            .toList();
    for (var i = 0; i < headers.size(); i += 2) {
      // A literal field that no table keeps, without Huffman's code.
      block.write(0);
      text(block, headers.get(i));
      text(block, headers.get(i + 1));
    }
    send(HEADERS, END_HEADERS, stream, block.toByteArray());
  }

  private static void text(ByteArrayOutputStream block, String text) throws IOException {
    assertThat(text.length()).isLessThan(127);
    block.write(text.length());
    block.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void send(int type, int flags, int stream, byte[] payload) throws IOException {
    var frame = new ByteArrayOutputStream();
    frame.write(payload.length >> 16);
    frame.write(payload.length >> 8);
    frame.write(payload.length);
    frame.write(type);
    frame.write(flags);
    frame.write(new byte[] {0, 0, (byte) (stream >> 8), (byte) stream});
    frame.write(payload);
    socket.getOutputStream().write(frame.toByteArray());
  }

  /** The headers and data of this stream's whole answer. */
  private byte[] answer(int stream) throws IOException {
    var payloads = new ByteArrayOutputStream();
    while (true) {
      var frame = receive();
      if (frame.stream() == stream && frame.type() != WINDOW_UPDATE) {
        frame.payload().writeTo(payloads);
        if ((frame.flags() & END_STREAM) != 0) {
          return payloads.toByteArray();
        }
      }
    }
  }

  private Frame receive() throws IOException {
    var in = new DataInputStream(socket.getInputStream());
    var length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    var type = in.readUnsignedByte();
    var flags = in.readUnsignedByte();
    var stream = in.readInt();
    var frame = new Frame(type, flags, stream, ByteString.copyFrom(in.readNBytes(length)));
    switch (type) {
      case GOAWAY, RST_STREAM -> throw new AssertionError("the server gives up: " + frame);
      case WINDOW_UPDATE -> {
        var more = frame.payload().asReadOnlyByteBuffer().getInt();
        if (stream == 0) {
          window += more;
        } else if (stream == 1) {
          callWindow += more;
        }
      }
      case SETTINGS -> settings(frame);
      default -> {}
    }
    return frame;
  }

  private void settings(Frame frame) throws IOException {
    if (frame.flags() != 0) {
      return;
    }
    var settings = frame.payload().asReadOnlyByteBuffer();
    while (settings.hasRemaining()) {
      var id = settings.getShort();
      var value = settings.getInt();
      if (id == INITIAL_WINDOW_SIZE) {
        callWindow += value - 65_535;
      }
    }
    send(SETTINGS, 1, 0, new byte[0]);
  }
}
