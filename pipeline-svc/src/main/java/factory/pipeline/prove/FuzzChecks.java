package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Requests drawn at random, the same for the same document: none of them breaks the service. */
final class FuzzChecks {
  private static final List<String> ODD =
      List.of(
          "''",
          "\"\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\u202e\uD83D\uDCA9\"",
          "-0",
          "1e400",
          "-1e400",
          "1e-400",
          "9223372036854775808",
          "0.1",
          "true",
          "null",
          "[]",
          "{}",
          "[[[[]]]]",
          "\"'; DROP TABLE x; --\"",
          "\"%00\"",
          "\"<script>alert(1)</script>\"",
          "\"9999-12-31T23:59:59.999999999Z\"",
          "\"0000-01-01\"",
          "\"P999999999D\"",
          "\"99999999999999999999.99\"",
          "{\"a\":{\"b\":[1,{\"c\":null}]}}");
  private static final List<String> ODD_PARTS =
      List.of(
          "%27",
          "0", "-1", "%F0%9F%92%A9", "a%20b", "null", "1e9", "%25", "..%2e", "x".repeat(300));

  private final Session session;

  FuzzChecks(Session session) {
    this.session = session;
  }

  void run() {
    session.check(
        Area.FAILURES,
        "Requests drawn at random are answered, and never with 5xx",
        () -> {
          if (session.document().root().path("paths").isEmpty()) {
            throw Ended.notTried("the document has no paths");
          }
          List<Request> all = new ArrayList<>();
          for (var i = 0; i < session.budget().fuzz(); i++) {
            drawn().ifPresent(all::add);
          }
          for (var exchange :
              Pairs.of(
                  all.stream()
                      .<Pairs.Asking<Exchange>>map(request -> () -> session.send(request))
                      .toList())) {
            if (exchange.status() >= 500) {
              throw exchange.contradicts("which no request should be");
            }
          }
        });
  }

  /** A request that the document has a place for; empty where nothing can be asked of that. */
  Optional<Request> drawn() {
    List<Map.Entry<String, JsonNode>> all =
        new ArrayList<>(session.document().root().path("paths").properties());
    all.removeIf(path -> !takesSomething(path));
    if (all.isEmpty()) {
      return Optional.empty();
    }
    var path = one(all);
    List<String> methods = new ArrayList<>();
    path.getValue().fieldNames().forEachRemaining(methods::add);
    methods.removeIf(m -> !List.of("get", "post", "put", "patch", "delete").contains(m));
    if (methods.isEmpty()) {
      return Optional.empty();
    }
    var method = one(methods);
    return Optional.of(drawn(path.getKey(), method, path.getValue().path(method)));
  }

  /** Of what takes neither a value nor a body there is one request, and it was sent. */
  private static boolean takesSomething(Map.Entry<String, JsonNode> path) {
    if (path.getKey().contains("{")) {
      return true;
    }
    for (var operation : path.getValue()) {
      if (operation.has("requestBody") || !operation.path("parameters").isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private Request drawn(String template, String method, JsonNode operation) {
    var random = session.random();
    var path = template;
    while (path.contains("{")) {
      path = path.replaceFirst("\\{[^}]*\\}", one(ODD_PARTS).replace("$", ""));
    }
    if (method.equals("get") && random.nextBoolean()) {
      var names = new ArrayList<String>(List.of("page_size", "page_token", "order", "q"));
      for (var parameter : operation.path("parameters")) {
        names.add(parameter.path("name").asText("x"));
      }
      path += "?" + one(names) + "=" + one(ODD_PARTS);
    }
    var wallet = one(List.of(Wallet.values()));
    if (method.equals("get") || method.equals("delete")) {
      return new Request(wallet, method.toUpperCase(java.util.Locale.ROOT), path, Map.of(), "");
    }
    return new Request(
        wallet,
        method.toUpperCase(java.util.Locale.ROOT),
        path,
        Map.of("content-type", "application/json"),
        body(operation));
  }

  /** Mostly an object with the names that the document has, and values that nobody expects. */
  private String body(JsonNode operation) {
    var random = session.random();
    if (random.nextInt(8) == 0) {
      return one(ODD);
    }
    List<String> names = new ArrayList<>();
    var schema =
        operation.path("requestBody").path("content").path("application/json").path("schema");
    var reference = schema.path("$ref").asText();
    var resolved =
        reference.startsWith("#/") ? session.document().root().at(reference.substring(1)) : schema;
    resolved.path("properties").fieldNames().forEachRemaining(names::add);
    names.add("x");
    var text = new StringBuilder("{");
    for (var name : names) {
      if (random.nextInt(3) > 0) {
        text.append(text.length() > 1 ? "," : "")
            .append('"')
            .append(name)
            .append("\":")
            .append(one(ODD));
      }
    }
    return text.append('}').toString();
  }

  private <T> T one(List<T> all) {
    return all.get(session.random().nextInt(all.size()));
  }
}
