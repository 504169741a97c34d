package factory.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.mesh.Address;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Wallet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections that are kept from one call to the next, and services that close them. */
@Timeout(60)
class UpstreamClientTest {
  private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
  private static final String LAST =
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";

  /** Instead of an answer: the connection is closed. */
  private static final String END = "";

  private final List<String> asked = java.util.Collections.synchronizedList(new ArrayList<>());
  private final List<SocketChannel> accepted =
      java.util.Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ServerSocketChannel server;
  private final UpstreamClient client;

  UpstreamClientTest(@TempDir Path folder) throws IOException {
    var address = UnixDomainSocketAddress.of(folder.resolve("s"));
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
    client =
        new UpstreamClient(
            new Address.Unix(address.getPath()),
            "s",
            new SecretKeySpec(new byte[32], "HmacSHA256"),
            () -> "",
            Optional.empty());
  }

  /** Serves so many connections, each with these answers, and then leaves it as it is. */
  @SafeVarargs
  private void serve(List<String>... connections) {
    Thread.startVirtualThread(
        () -> {
          try {
            for (var answers : connections) {
              var channel = server.accept();
              accepted.add(channel);
              Thread.startVirtualThread(() -> answer(channel, answers));
            }
          } catch (ClosedChannelException e) {
            // The test is over.
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private void answer(SocketChannel channel, List<String> answers) {
    try {
      for (var answer : answers) {
        if (answer.equals(END)) {
          channel.close();
          closed.countDown();
          return;
        }
        var buffer = ByteBuffer.allocate(4096);
        var count = channel.read(buffer);
        if (count < 0) {
          return;
        }
        var text = new String(buffer.array(), 0, count, StandardCharsets.US_ASCII);
        asked.add(text.substring(0, text.indexOf(" HTTP")));
        if (answer.equals("DROP")) {
          channel.close();
          return;
        }
        channel.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void end() throws IOException {
    client.close();
    server.close();
    for (var channel : accepted) {
      channel.close();
    }
  }

  private int call(String method, String path) throws IOException {
    return client
        .send(new Request(Wallet.A, method, path, Map.of(), "", StandardCharsets.UTF_8))
        .status();
  }

  @Test
  void oneConnectionServesManyCalls() throws IOException {
    serve(List.of(ANSWER, ANSWER, ANSWER));

    for (var path : List.of("/1", "/2", "/3")) {
      assertThat(call("POST", path)).isEqualTo(200);
    }

    assertThat(asked).containsExactly("POST /1", "POST /2", "POST /3");
    assertThat(accepted).hasSize(1);
  }

  @Test
  void aConnectionThatTheServiceWillCloseIsNotUsedAgain() throws IOException {
    serve(List.of(LAST, ANSWER), List.of(ANSWER));

    assertThat(call("POST", "/1")).isEqualTo(200);
    assertThat(call("POST", "/2")).isEqualTo(200);

    assertThat(accepted).hasSize(2);
  }

  @Test
  void oneThatItHasClosedWithoutAWordIsNotUsedAgain() throws Exception {
    serve(List.of(ANSWER, END), List.of(ANSWER));

    assertThat(call("POST", "/1")).isEqualTo(200);
    closed.await();
    assertThat(call("POST", "/2")).isEqualTo(200);

    assertThat(asked).containsExactly("POST /1", "POST /2");
  }

  @Test
  void whatChangesNothingIsAskedAgainWhenAKeptConnectionEnds() throws IOException {
    serve(List.of(ANSWER, "DROP"), List.of(ANSWER));

    assertThat(call("POST", "/1")).isEqualTo(200);
    assertThat(call("GET", "/2")).isEqualTo(200);

    assertThat(asked).containsExactly("POST /1", "GET /2", "GET /2");
  }

  @Test
  void whatMayHaveBeenDoneIsNotAskedAgain() throws IOException {
    serve(List.of(ANSWER, "DROP"), List.of(ANSWER));

    assertThat(call("POST", "/1")).isEqualTo(200);
    assertThatThrownBy(() -> call("POST", "/2")).isInstanceOf(IOException.class);

    assertThat(asked).containsExactly("POST /1", "POST /2");
  }

  @Test
  void aServiceThatEndsEveryConnectionGivesNoAnswer() throws IOException {
    serve(List.of("DROP"), List.of(ANSWER));

    assertThatThrownBy(() -> call("GET", "/1")).isInstanceOf(IOException.class);

    assertThat(asked).containsExactly("GET /1");
  }

  @Test
  void whatComesAfterAnAnswerIsNobodysAnswer() throws IOException {
    serve(List.of(ANSWER + LAST.replace("200", "500")), List.of(ANSWER));

    assertThat(call("GET", "/1")).isEqualTo(200);
    assertThat(call("GET", "/2")).isEqualTo(200);

    assertThat(accepted).hasSize(2);
  }
}
