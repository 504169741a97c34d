package factory.web.access;

import factory.web.service.ServiceOperations.Operation;
import java.util.List;

/** A page that works with a publishable key as it stands, to be copied. */
final class KeySnippet {
  private KeySnippet() {}

  /**
   * The page.
   *
   * @param base where the service is called
   * @param opened what the key opens
   * @param known what the service does, with examples of bodies
   */
  static String of(String base, String key, List<String> opened, List<Operation> known) {
    var page = new StringBuilder();
    page.append(
        """
        <!doctype html>
        <meta charset="utf-8">
        <pre id="shown"></pre>
        """);
    var writes = opened.stream().filter(o -> !o.startsWith("GET ") && isWhole(o)).findFirst();
    writes.ifPresent(
        o -> page.append("<button id=\"send\">").append(html(o)).append("</button>\n"));
    page.append(
        """
        <script>
        const service = %s, key = %s;
        async function call(method, path, body) {
          const answer = await fetch(service + path, {
            method,
            headers: {"X-API-Key": key, ...(body && {"Content-Type": "application/json"})},
            body: body && JSON.stringify(body),
          });
          if (!answer.ok) throw new Error((await answer.json()).detail);
          return answer.status === 204 ? null : answer.json();
        }
        const show = (promise) => promise.then(
          (data) => { document.getElementById("shown").textContent = JSON.stringify(data, null, 2); },
          (error) => { document.getElementById("shown").textContent = error.message; });
        """
            .formatted(script(base), script(key)));
    opened.stream()
        .filter(o -> o.startsWith("GET ") && isWhole(o))
        .findFirst()
        .ifPresent(o -> page.append("show(call(\"GET\", ").append(script(path(o))).append("));\n"));
    writes.ifPresent(
        o ->
            page.append(
                "document.getElementById(\"send\").onclick = () => show(call(%s, %s%s));\n"
                    .formatted(script(method(o)), script(path(o)), body(o, known))));
    return page.append("</script>\n").toString();
  }

  /** Nothing in its path has to be filled in. */
  private static boolean isWhole(String operation) {
    return operation.indexOf('{') < 0;
  }

  private static String method(String operation) {
    return operation.substring(0, operation.indexOf(' '));
  }

  private static String path(String operation) {
    return operation.substring(operation.indexOf(' ') + 1);
  }

  private static String body(String operation, List<Operation> known) {
    return known.stream()
        .filter(o -> o.operation().equals(operation) && !o.example().isEmpty())
        .map(o -> ", " + o.example().replace("<", "\\u003c"))
        .findFirst()
        .orElse("");
  }

  /** A string of JavaScript that ends no element. */
  private static String script(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("<", "\\u003c") + "\"";
  }

  private static String html(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
