package factory.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Speaks HTTP to a service on its unix socket. */
record Caller(Path socket) {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: ([0-9]+)\r\n");

  /** An answer: its status, everything before its body, its body. */
  record Answer(int status, String head, String body) {}

  Answer get(String path) throws IOException {
    return raw("GET " + path + " HTTP/1.1\r\nHost: service\r\n\r\n");
  }

  Answer send(String method, String path, String json) throws IOException {
    return raw(
        "%s %s HTTP/1.1\r\nHost: service\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(method, path, json.getBytes(StandardCharsets.UTF_8).length, json));
  }

  Answer raw(String request) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      var out = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
      while (out.hasRemaining()) {
        channel.write(out);
      }
      // The server leaves a unix socket open, so the length says where an answer ends.
      var received = new ByteArrayOutputStream();
      var in = ByteBuffer.allocate(16 * 1024);
      while (!isWhole(received.toString(StandardCharsets.ISO_8859_1)) && channel.read(in) >= 0) {
        received.write(in.array(), 0, in.position());
        in.clear();
      }
      var text = received.toString(StandardCharsets.UTF_8);
      var end = text.indexOf("\r\n\r\n");
      return new Answer(
          Integer.parseInt(text.substring(9, 12)), text.substring(0, end), text.substring(end + 4));
    }
  }

  private static boolean isWhole(String text) {
    var end = text.indexOf("\r\n\r\n");
    var length = LENGTH.matcher(text);
    return end >= 0
        && (!length.find() || text.length() >= end + 4 + Integer.parseInt(length.group(1)));
  }
}
