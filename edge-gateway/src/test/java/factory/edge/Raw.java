package factory.edge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** HTTP/1.1 as bytes: what a polite client would not send. */
final class Raw {
  private final int port;

  Raw(int port) {
    this.port = port;
  }

  record Answer(int status, Map<String, List<String>> headers, String body) {
    String header(String name) {
      return String.join(",", headers.getOrDefault(name, List.of()));
    }
  }

  Answer get(String path, String... headers) {
    return send("GET", path, "", headers);
  }

  Answer send(String method, String path, String body, String... headers) {
    var text =
        new StringBuilder(
            method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    for (var header : headers) {
      text.append(header).append("\r\n");
    }
    if (!body.isEmpty()) {
      text.append("Content-Length: ").append(body.length()).append("\r\n");
    }
    return send((text + "\r\n" + body).getBytes(StandardCharsets.ISO_8859_1));
  }

  Answer send(byte[] bytes) {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return read(socket.getInputStream());
    } catch (IOException e) {
      return new Answer(-1, Map.of(), e.toString());
    }
  }

  static Answer read(InputStream in) throws IOException {
    var status = line(in);
    if (status.isEmpty()) {
      return new Answer(-1, Map.of(), "");
    }
    Map<String, List<String>> headers = new TreeMap<>();
    for (var line = line(in); !line.isEmpty(); line = line(in)) {
      var colon = line.indexOf(':');
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    var code = Integer.parseInt(status.substring(9, 12));
    var length = headers.get("content-length");
    var body = new ByteArrayOutputStream();
    if (length != null) {
      body.write(in.readNBytes(Integer.parseInt(length.getFirst())));
    } else if (headers.containsKey("transfer-encoding")) {
      for (var size = Integer.parseInt(line(in), 16);
          size > 0;
          size = Integer.parseInt(line(in), 16)) {
        body.write(in.readNBytes(size));
        line(in);
      }
    } else {
      in.transferTo(body);
    }
    return new Answer(code, headers, body.toString(StandardCharsets.UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (var c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }
}
