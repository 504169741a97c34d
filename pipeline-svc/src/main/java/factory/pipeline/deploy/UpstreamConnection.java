package factory.pipeline.deploy;

import factory.mesh.Address;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * A connection to a service, for one HTTP/1.1 request after the other; an answer of at most 4 MiB.
 * Not thread-safe.
 */
final class UpstreamConnection implements AutoCloseable {
  private static final Pattern ACCEPT = Pattern.compile("(?im)^accept:");

  private static final int MAX_ANSWER_BYTES = 4 * 1024 * 1024;

  private final SocketChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(8192);
  private boolean used;
  private boolean reusable;

  private UpstreamConnection(SocketChannel channel) {
    this.channel = channel;
  }

  static UpstreamConnection open(Address upstream) throws IOException {
    return new UpstreamConnection(SocketChannel.open(upstream.socketAddress()));
  }

  /**
   * The service closed a connection that it had kept open, and did nothing about the request: none
   * of it was sent, or it is one that changes nothing. It may be sent on another one.
   */
  static final class Stale extends IOException {
    private static final long serialVersionUID = 1L;

    Stale(IOException cause) {
      super("the service closed the connection", cause);
    }
  }

  /**
   * Sends a request and reads its answer.
   *
   * @param request its method and its path
   * @param headers each with its line's end, besides that of the body's length
   * @throws Stale only on a connection that was used before
   */
  UpstreamAnswer exchange(String request, String headers, byte[] body, Duration timeout)
      throws IOException {
    var head =
        request
            + " HTTP/1.1\r\nHost: localhost\r\n"
            + (ACCEPT.matcher(headers).find() ? "" : "Accept: application/json\r\n")
            + headers
            + (body.length == 0 ? "" : "Content-Length: " + body.length + "\r\n")
            + "\r\n";
    var method = request.substring(0, request.indexOf(' '));
    var late = new AtomicBoolean();
    var exchange = new Exchange(whole(head, body), method.equals("HEAD"));
    // A blocked read of a channel ends when the channel is closed, and in no other way.
    var watchdog = Thread.ofVirtual().start(() -> closeAfter(timeout, late));
    try {
      reusable = false;
      var answer = exchange.run();
      reusable = answer.keepsConnection();
      return answer;
    } catch (IOException e) {
      if (late.get()) {
        throw new IOException("no answer within " + timeout.toMillis() + " ms", e);
      }
      var isSafe = method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
      if (used && (exchange.nothingSent() || (isSafe && exchange.nothingRead()))) {
        throw new Stale(e);
      }
      throw e;
    } finally {
      watchdog.interrupt();
      used = true;
    }
  }

  private static ByteBuffer whole(String head, byte[] body) {
    var whole = ByteBuffer.allocate(head.length() + body.length);
    whole.put(head.getBytes(StandardCharsets.US_ASCII)).put(body);
    return whole.flip();
  }

  /** One request on its way, and its answer on the way back. */
  private final class Exchange {
    private final ByteBuffer request;
    private final boolean bodiless;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();

    Exchange(ByteBuffer request, boolean bodiless) {
      this.request = request;
      this.bodiless = bodiless;
    }

    boolean nothingSent() {
      return request.position() == 0;
    }

    boolean nothingRead() {
      return read.size() == 0;
    }

    UpstreamAnswer run() throws IOException {
      while (request.hasRemaining()) {
        channel.write(request);
      }
      while (true) {
        buffer.clear();
        var count = channel.read(buffer);
        if (count > 0) {
          read.write(buffer.array(), 0, count);
          if (read.size() > MAX_ANSWER_BYTES) {
            throw new IOException("the answer is longer than " + MAX_ANSWER_BYTES + " bytes");
          }
        }
        var answer = UpstreamAnswer.parse(read.toByteArray(), bodiless, count < 0);
        if (answer != null) {
          return answer;
        }
        if (count < 0) {
          throw new IOException("the connection ended within the answer");
        }
      }
    }
  }

  /**
   * Whether another request may follow: the last answer is whole, and the service has neither
   * closed the connection since nor said anything that nobody asked for.
   */
  boolean isReusable() {
    if (!reusable) {
      return false;
    }
    try {
      channel.configureBlocking(false);
      try {
        return channel.read(buffer.clear()) == 0;
      } finally {
        channel.configureBlocking(true);
      }
    } catch (IOException e) {
      return false;
    }
  }

  private void closeAfter(Duration timeout, AtomicBoolean late) {
    try {
      Thread.sleep(timeout);
      late.set(true);
      channel.close();
    } catch (InterruptedException e) {
      // The answer came.
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
