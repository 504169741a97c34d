package factory.web.platform;

import factory.web.http.Problem;
import factory.web.openapi.OpenApiDocument;
import factory.web.page.ApiDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/** What the platform's own OpenAPI document says, for people. Read once, when first asked for. */
final class PlatformDocument {
  private static final Pattern REASON = Pattern.compile("^([A-Z_]+):", Pattern.MULTILINE);

  /** On a thread of its own, as it computes: a virtual one that does so stops others. */
  private static final class Making {
    static final CompletableFuture<Read> READ =
        CompletableFuture.supplyAsync(PlatformDocument::read);
  }

  private record Read(List<ApiDocument.Operation> operations, List<DocsViews.Status> errors) {}

  private static Read read() {
    return new Read(
        // Its marks of code are for readers of the document.
        ApiDocument.operations(OpenApiDocument.assemble().toString().replace("`", "")),
        errors(OpenApiDocument.problems()));
  }

  /** In the document's order. */
  List<ApiDocument.Operation> operations() {
    return Making.READ.join().operations();
  }

  /** Each, by status and then by its word. */
  List<DocsViews.Status> errors() {
    return Making.READ.join().errors();
  }

  /** What a refusal looks like. */
  static String refusal() {
    return OpenApiDocument.problems().stream()
        .filter(p -> p.reason().equals("INVALID_ARGUMENT"))
        .map(p -> ApiDocument.pretty(p.json()))
        .findFirst()
        .orElseThrow();
  }

  /** The words of an answer that tells what each of its refusals means. */
  static List<String> reasons(String words) {
    return REASON.matcher(words).results().map(found -> found.group(1)).toList();
  }

  private static List<DocsViews.Status> errors(List<Problem> problems) {
    var byStatus = new TreeMap<Integer, List<Problem>>();
    problems.forEach(p -> byStatus.computeIfAbsent(p.status(), _ -> new ArrayList<>()).add(p));
    return byStatus.entrySet().stream()
        .map(
            of ->
                new DocsViews.Status(
                    Integer.toString(of.getKey()),
                    of.getValue().getFirst().title(),
                    of.getValue().stream()
                        .map(p -> new DocsViews.Refusal(p.reason(), p.detail()))
                        .toList()))
        .toList();
  }
}
