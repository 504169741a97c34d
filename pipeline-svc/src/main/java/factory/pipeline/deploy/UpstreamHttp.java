package factory.pipeline.deploy;

import factory.mesh.Address;
import factory.mesh.Assertions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 request to a service, wherever it listens: enough to probe one that this node
 * started. A connection per request; an answer of at most 4 MiB.
 */
final class UpstreamHttp {
  private static final int MAX_ANSWER_BYTES = 4 * 1024 * 1024;

  private UpstreamHttp() {}

  /** What came back. */
  record Answer(int status, String body) {}

  /** The same with its headers, by their names in lower case. */
  record Whole(int status, Map<String, String> headers, String body) {}

  static Answer get(Address upstream, String path, Duration timeout) throws IOException {
    return send(upstream, "GET " + path, "", "", timeout);
  }

  /** With what the gate would assert. */
  static Answer get(Address upstream, String path, String assertion, Duration timeout)
      throws IOException {
    return send(upstream, "GET " + path, "", assertion, timeout);
  }

  /** With what the gate would assert. */
  static Answer post(Address upstream, String path, String json, String assertion, Duration timeout)
      throws IOException {
    return send(upstream, "POST " + path, json, assertion, timeout);
  }

  private static Answer send(
      Address upstream, String request, String body, String assertion, Duration timeout)
      throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    var whole =
        exchange(
            upstream,
            request,
            (assertion.isEmpty() ? "" : Assertions.HEADER + ": " + assertion + "\r\n")
                + (bytes.length == 0 ? "" : "Content-Type: application/json\r\n"),
            bytes,
            timeout);
    return new Answer(whole.status(), whole.body());
  }

  /**
   * Any request.
   *
   * @param request its method and its path
   * @param headers each with its line's end, besides that of the body's length
   */
  static Whole exchange(
      Address upstream, String request, String headers, byte[] bytes, Duration timeout)
      throws IOException {
    var head =
        request
            + " HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nConnection: close\r\n"
            + headers
            + (bytes.length == 0 ? "" : "Content-Length: " + bytes.length + "\r\n")
            + "\r\n";
    var late = new AtomicBoolean();
    try (var channel = SocketChannel.open(upstream.socketAddress())) {
      // A blocked read of a channel ends when the channel is closed, and in no other way.
      var watchdog = Thread.ofVirtual().start(() -> closeAfter(timeout, channel, late));
      try {
        write(channel, head.getBytes(StandardCharsets.US_ASCII));
        write(channel, bytes);
        return read(channel);
      } finally {
        watchdog.interrupt();
      }
    } catch (IOException e) {
      if (late.get()) {
        throw new IOException("no answer within " + timeout.toMillis() + " ms", e);
      }
      throw e;
    }
  }

  private static void closeAfter(Duration timeout, SocketChannel channel, AtomicBoolean late) {
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

  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static Whole read(SocketChannel channel) throws IOException {
    var all = new ByteArrayOutputStream();
    var buffer = ByteBuffer.allocate(8192);
    while (true) {
      buffer.clear();
      var count = channel.read(buffer);
      if (count > 0) {
        all.write(buffer.array(), 0, count);
        if (all.size() > MAX_ANSWER_BYTES) {
          throw new IOException("the answer is longer than " + MAX_ANSWER_BYTES + " bytes");
        }
      }
      var answer = parse(all.toByteArray(), count < 0);
      if (answer != null) {
        return answer;
      }
      if (count < 0) {
        throw new IOException("the connection ended within the answer");
      }
    }
  }

  /** The answer, or null while more of it must come. */
  private static @Nullable Whole parse(byte[] all, boolean atEnd) throws IOException {
    var text = new String(all, StandardCharsets.ISO_8859_1);
    var end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return null;
    }
    var lines = text.substring(0, end).split("\r\n");
    var status = lines[0].split(" ");
    if (status.length < 2 || !status[0].startsWith("HTTP/1.") || !status[1].matches("[0-9]{3}")) {
      throw new IOException("not an HTTP answer");
    }
    var code = Integer.parseInt(status[1]);
    var length = -1;
    var chunked = false;
    Map<String, String> headers = new TreeMap<>();
    for (var i = 1; i < lines.length; i++) {
      var line = lines[i].toLowerCase(Locale.ROOT);
      var colon = lines[i].indexOf(':');
      if (colon > 0) {
        headers.put(line.substring(0, colon), lines[i].substring(colon + 1).strip());
      }
      if (line.startsWith("content-length:")) {
        length = Integer.parseInt(line.substring("content-length:".length()).strip());
      } else if (line.startsWith("transfer-encoding:") && line.contains("chunked")) {
        chunked = true;
      }
    }
    var body = text.substring(end + 4);
    if (code == 204 || code == 304) {
      return new Whole(code, headers, "");
    }
    if (chunked) {
      var whole = unchunk(body);
      return whole == null ? null : new Whole(code, headers, utf8(whole));
    }
    if (length >= 0) {
      return body.length() < length
          ? null
          : new Whole(code, headers, utf8(body.substring(0, length)));
    }
    return atEnd ? new Whole(code, headers, utf8(body)) : null;
  }

  private static @Nullable String unchunk(String body) throws IOException {
    var whole = new StringBuilder();
    var at = 0;
    while (true) {
      var line = body.indexOf("\r\n", at);
      if (line < 0) {
        return null;
      }
      int size;
      try {
        size = Integer.parseInt(body.substring(at, line).split(";")[0].strip(), 16);
      } catch (NumberFormatException e) {
        throw new IOException("a chunk of the answer has no length", e);
      }
      if (size == 0) {
        return whole.toString();
      }
      if (body.length() < line + 2 + size + 2) {
        return null;
      }
      whole.append(body, line + 2, line + 2 + size);
      at = line + 2 + size + 2;
    }
  }

  private static String utf8(String latin) {
    return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
