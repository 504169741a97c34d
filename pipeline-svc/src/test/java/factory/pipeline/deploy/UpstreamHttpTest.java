package factory.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.mesh.Address;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Answers as servers write them, and those that are none. */
@Timeout(20)
class UpstreamHttpTest {
  private final Path folder;

  UpstreamHttpTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private UpstreamHttp.Answer answerTo(String raw, boolean close) throws IOException {
    return answerTo(raw, close, Duration.ofSeconds(15));
  }

  private UpstreamHttp.Answer answerTo(String raw, boolean close, Duration patience)
      throws IOException {
    var socket = folder.resolve("s");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      var serving =
          Thread.startVirtualThread(
              () -> {
                try {
                  var channel = server.accept();
                  channel.read(ByteBuffer.allocate(4096));
                  // In two pieces: an answer may come in any number.
                  var bytes = raw.getBytes(StandardCharsets.UTF_8);
                  channel.write(ByteBuffer.wrap(bytes, 0, bytes.length / 2));
                  channel.write(
                      ByteBuffer.wrap(bytes, bytes.length / 2, bytes.length - bytes.length / 2));
                  if (close) {
                    channel.close();
                  }
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      try {
        return UpstreamHttp.get(new Address.Unix(socket), "/x", patience);
      } finally {
        serving.interrupt();
      }
    }
  }

  @Test
  void readsABodyOfAGivenLength() throws IOException {
    assertThat(answerTo("HTTP/1.1 201 Created\r\nContent-Length: 4\r\n\r\nH\u00e4h", false))
        .isEqualTo(new UpstreamHttp.Answer(201, Map.of("content-length", "4"), "H\u00e4h"));
  }

  @Test
  void readsAChunkedBody() throws IOException {
    assertThat(
            answerTo(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=1\r\nde\r\n0\r\n\r\n",
                false))
        .isEqualTo(new UpstreamHttp.Answer(200, Map.of("transfer-encoding", "chunked"), "abcde"));
  }

  @Test
  void readsABodyThatEndsWithTheConnection() throws IOException {
    assertThat(answerTo("HTTP/1.1 404 Not Found\r\n\r\nnothing", true))
        .isEqualTo(new UpstreamHttp.Answer(404, Map.of(), "nothing"));
  }

  @Test
  void refusesWhatIsNoAnswer() {
    assertThatThrownBy(() -> answerTo("SSH-2.0 hello\r\n\r\n", true))
        .isInstanceOf(IOException.class);
  }

  @Test
  void refusesAnAnswerThatBreaksOff() {
    assertThatThrownBy(() -> answerTo("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", true))
        .isInstanceOf(IOException.class);
  }

  @Test
  void givesUpOnASilentServer() {
    var raw = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc";
    assertThatThrownBy(() -> answerTo(raw, false, Duration.ofMillis(700)))
        .hasMessage("no answer within 700 ms");
  }
}
