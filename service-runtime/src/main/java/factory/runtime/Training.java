package factory.runtime;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a JVM does while the ahead-of-time cache of generated services is recorded: it serves
 * something like what they serve, answers one call of each kind as the gate sends it, and ends. No
 * service runs it.
 */
final class Training {
  private static final String SERVICE = "00000000-0000-0000-0000-000000000000";
  private static final byte[] KEY = new byte[32];

  private Training() {}

  /**
   * Serves and calls itself.
   *
   * @param args a folder for what is stored and for the socket
   */
  public static void main(String[] args) throws Exception {
    var folder = Path.of(args[0]);
    var options =
        Options.parse(
            Map.of(
                "FACTORY_SERVICE",
                SERVICE,
                "FACTORY_ASSERTION_KEY",
                Base64.getEncoder().encodeToString(KEY)),
            "--socket=" + folder.resolve("s"),
            "--data=" + folder.resolve("data"),
            "--version=training");
    var things =
        Resource.of(
            "thing", "things", Field.text("name"), Field.wholeNumber("count"), Field.yesNo("done"));
    try (var _ =
        Service.start(
            options,
            List.of(things),
            "{}".getBytes(StandardCharsets.US_ASCII),
            Clock.systemUTC())) {
      var json = "{\"name\":\"a\",\"count\":1,\"done\":false}";
      call(options.socket(), "GET", "/health", "");
      call(options.socket(), "GET", "/openapi.json", "");
      call(options.socket(), "POST", "/things", json);
      call(options.socket(), "GET", "/things?page_size=1", "");
      call(options.socket(), "GET", "/things/1", "");
      call(options.socket(), "PUT", "/things/1", json);
      call(options.socket(), "DELETE", "/things/1", "");
      call(options.socket(), "GET", "/things/1", "");
      call(options.socket(), "POST", "/things", "{\"name\":1}");
    }
  }

  private static void call(Path socket, String method, String path, String body)
      throws IOException, GeneralSecurityException {
    var request =
        "%s %s HTTP/1.1\r\nHost: service\r\nx-factory-assertion: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(method, path, assertion(), body.length(), body);
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      var out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
      while (out.hasRemaining()) {
        channel.write(out);
      }
      // What it says matters to nobody, only that it was said.
      var _ = channel.read(ByteBuffer.allocate(16 * 1024));
    }
  }

  private static String assertion() throws GeneralSecurityException {
    var now = System.currentTimeMillis() / 1_000;
    var claims =
        "{\"iss\":\"factory-edge\",\"aud\":\"%s\",\"iat\":%d,\"exp\":%d}"
            .formatted(SERVICE, now, now + 30);
    var text = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + base64(claims);
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    return text
        + "."
        + encoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String base64(String text) {
    return encoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Base64.Encoder encoder() {
    return Base64.getUrlEncoder().withoutPadding();
  }
}
