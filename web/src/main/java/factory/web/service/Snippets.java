package factory.web.service;

import java.util.ArrayList;
import java.util.List;

/** One call of a service, to be copied into a terminal or a program as it stands. */
public final class Snippets {
  private static final int SHORT = 100;

  private Snippets() {}

  /**
   * What shows who calls.
   *
   * @param variable of the environment that holds the value; empty when the value is here
   */
  public record Credential(String header, String value, String variable) {
    /** A wallet that is believed without a signature: in development alone. */
    static Credential wallet(String address) {
      return new Credential("X-Wallet-Address", address, "");
    }

    /** Whoever has signed in, to the platform itself. */
    public static Credential session() {
      return new Credential("X-Session", "", "FACTORY_SESSION");
    }

    /** A key, which stands in no page. */
    static Credential key() {
      return new Credential("X-API-Key", "", "FACTORY_KEY");
    }
  }

  /**
   * A call.
   *
   * @param body JSON; empty for none
   */
  public record Request(String method, String url, Credential credential, String body) {}

  /** In each language. */
  public static List<RoomViews.Snippet> of(String id, Request request) {
    return List.of(
        snippet(id, "curl", "curl", curl(request)),
        snippet(id, "ts", "TypeScript", typeScript(request)),
        snippet(id, "py", "Python", python(request)),
        snippet(id, "java", "Java", java(request)));
  }

  private static RoomViews.Snippet snippet(String id, String key, String language, String text) {
    return new RoomViews.Snippet(id + "-" + key, key, language, text);
  }

  /** Such as {@code curl -H "X-API-Key: $FACTORY_KEY" https://factory.example/gateway/...}. */
  static String curl(Request request) {
    var credential = request.credential();
    List<String> words = new ArrayList<>();
    words.add(request.method().equals("GET") ? "curl" : "curl -X " + request.method());
    words.add(
        credential.variable().isEmpty()
            ? "-H '" + credential.header() + ": " + credential.value() + "'"
            : "-H \"" + credential.header() + ": $" + credential.variable() + "\"");
    if (!request.body().isEmpty()) {
      words.add("-H 'Content-Type: application/json'");
      words.add("-d '" + onOneLine(request.body()).replace("'", "'\\''") + "'");
    }
    words.add(
        request.url().matches("[A-Za-z0-9:/._~-]+") ? request.url() : "'" + request.url() + "'");
    return String.join(request.body().isEmpty() ? " " : " \\\n  ", words);
  }

  /** What is short. No string of JSON has a line end in it. */
  private static String onOneLine(String json) {
    var line = json.replaceAll("\\R\\s*", " ");
    return line.length() <= SHORT ? line : json;
  }

  private static String typeScript(Request request) {
    var credential = request.credential();
    var value =
        credential.variable().isEmpty()
            ? quoted(credential.value())
            : "process.env." + credential.variable() + "!";
    return """
        const answer = await fetch(%s, {
          method: %s,
          headers: { %s: %s%s },%s
        });
        if (!answer.ok) throw new Error((await answer.json()).detail);
        console.log(await answer.%s);
        """
        .formatted(
            quoted(request.url()),
            quoted(request.method()),
            quoted(credential.header()),
            value,
            request.body().isEmpty() ? "" : ", \"Content-Type\": \"application/json\"",
            request.body().isEmpty()
                ? ""
                : "\n  body: JSON.stringify(" + indented(request.body(), 2) + "),",
            request.method().equals("DELETE") ? "text()" : "json()")
        .strip();
  }

  private static String python(Request request) {
    var credential = request.credential();
    var environment = !credential.variable().isEmpty();
    var value =
        environment
            ? "os.environ[" + quoted(credential.variable()) + "]"
            : quoted(credential.value());
    return """
        import json%s, urllib.request

        request = urllib.request.Request(
            %s,
            method=%s,
            headers={%s: %s%s},%s
        )
        with urllib.request.urlopen(request) as answer:
            print(%s)
        """
        .formatted(
            environment ? ", os" : "",
            quoted(request.url()),
            quoted(request.method()),
            quoted(credential.header()),
            value,
            request.body().isEmpty() ? "" : ", \"Content-Type\": \"application/json\"",
            request.body().isEmpty()
                ? ""
                : "\n    data=json.dumps(json.loads(r\"\"\""
                    + request.body()
                    + "\n\"\"\")).encode(),",
            request.method().equals("DELETE") ? "answer.status" : "json.load(answer)")
        .strip();
  }

  private static String java(Request request) {
    var credential = request.credential();
    var value =
        credential.variable().isEmpty()
            ? quoted(credential.value())
            : "System.getenv(" + quoted(credential.variable()) + ")";
    return """
        var request =
            HttpRequest.newBuilder(URI.create(%s))
                .header(%s, %s)%s
                .method(%s, %s)
                .build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        System.out.println(answer.statusCode() + " " + answer.body());
        """
        .formatted(
            quoted(request.url()),
            quoted(credential.header()),
            value,
            request.body().isEmpty()
                ? ""
                : "\n        .header(\"Content-Type\", \"application/json\")",
            quoted(request.method()),
            request.body().isEmpty()
                ? "BodyPublishers.noBody()"
                : "BodyPublishers.ofString(\"\"\"\n            "
                    + indented(request.body().replace("\\", "\\\\"), 12)
                    + "\"\"\")")
        .strip();
  }

  private static String indented(String json, int by) {
    return json.replace("\n", "\n" + " ".repeat(by));
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
