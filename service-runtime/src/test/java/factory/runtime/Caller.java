package factory.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Speaks HTTP to a service on its unix socket. */
record Caller(Path socket) {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: ([0-9]+)\r\n");

  static final String SERVICE = "0193b1f2-7a11-7000-8000-00000000abcd";
  static final SecretKey KEY = new SecretKeySpec(new byte[32], "HmacSHA256");

  /** A JWT with these claims, signed as the gate does. */
  static String signed(SecretKey key, String header, String claims) {
    try {
      var encoder = Base64.getUrlEncoder().withoutPadding();
      var text =
          encoder.encodeToString(header.getBytes(StandardCharsets.US_ASCII))
              + "."
              + encoder.encodeToString(claims.getBytes(StandardCharsets.US_ASCII));
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return text
          + "."
          + encoder.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the gate asserts of nobody in particular. */
  static String assertion() {
    return assertion("");
  }

  /** What the gate asserts of a wallet; of nobody when it is empty. */
  static String assertion(String wallet) {
    var now = System.currentTimeMillis() / 1_000;
    return signed(
        KEY,
        "{\"alg\":\"HS256\",\"typ\":\"JWT\"}",
        "{\"iss\":\"factory-edge\",\"aud\":\"%s\",\"iat\":%d,\"exp\":%d%s}"
            .formatted(
                SERVICE, now, now + 30, wallet.isEmpty() ? "" : ",\"sub\":\"" + wallet + "\""));
  }

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

  /** A body that is not text. */
  Answer sendBytes(String path, byte[] body) throws IOException {
    var head =
        "POST %s HTTP/1.1\r\nHost: service\r\nx-factory-assertion: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, assertion(), body.length);
    var all = new ByteArrayOutputStream();
    all.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    all.writeBytes(body);
    return bytes(all.toByteArray());
  }

  /** A request as the gate sends it on. */
  Answer raw(String request) throws IOException {
    return unasserted(
        request.replaceFirst(
            "Host: service\r\n", "Host: service\r\nx-factory-assertion: " + assertion() + "\r\n"));
  }

  /** A request as it is. */
  Answer unasserted(String request) throws IOException {
    return bytes(request.getBytes(StandardCharsets.UTF_8));
  }

  private Answer bytes(byte[] request) throws IOException {
    var latin = latin(request);
    return new Answer(
        latin.status(),
        latin.head(),
        new String(latin.body().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
  }

  /** A request as it is; the body of the answer has a character for each byte. */
  Answer latin(byte[] request) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      var out = ByteBuffer.wrap(request);
      while (out.hasRemaining()) {
        channel.write(out);
      }
      // The server leaves a unix socket open, so the length says where an answer ends.
      var head = new String(request, 0, 5, StandardCharsets.US_ASCII).equals("HEAD ");
      var received = new ByteArrayOutputStream();
      var in = ByteBuffer.allocate(16 * 1024);
      while (!isWhole(received.toString(StandardCharsets.ISO_8859_1), head)
          && channel.read(in) >= 0) {
        received.write(in.array(), 0, in.position());
        in.clear();
      }
      var text = received.toString(StandardCharsets.ISO_8859_1);
      var end = text.indexOf("\r\n\r\n");
      var headers = text.substring(0, end);
      var body = text.substring(end + 4);
      return new Answer(
          Integer.parseInt(text.substring(9, 12)),
          headers,
          isChunked(headers) && !head ? unchunked(text, end + 4) : body);
    }
  }

  private static boolean isWhole(String text, boolean headOnly) {
    var end = text.indexOf("\r\n\r\n");
    if (headOnly) {
      return end >= 0;
    }
    var length = LENGTH.matcher(text);
    return end >= 0
        && (!isChunked(text.substring(0, end)) || text.endsWith("\r\n0\r\n\r\n"))
        && (!length.find() || text.length() >= end + 4 + Integer.parseInt(length.group(1)));
  }

  private static boolean isChunked(String head) {
    return head.toLowerCase(java.util.Locale.ROOT).contains("transfer-encoding: chunked");
  }

  private static String unchunked(String bytes, int from) {
    var whole = new StringBuilder();
    var at = from;
    while (true) {
      var line = bytes.indexOf("\r\n", at);
      var size = Integer.parseInt(bytes.substring(at, line), 16);
      if (size == 0) {
        return whole.toString();
      }
      whole.append(bytes, line + 2, line + 2 + size);
      at = line + 2 + size + 2;
    }
  }
}
