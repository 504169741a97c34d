package factory.mesh;

import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.http.HttpRouting;

/**
 * Refuses paths with more than one meaning before they are routed, over HTTP here and over gRPC in
 * {@link MeshGrpc}. Helidon resolves dot segments and escapes before it looks for a method,
 * whatever the path in front of it was let through for.
 */
final class TargetWall {
  private static final String PROBLEM =
      "{\"type\":\"about:blank\",\"title\":\"%1$s\",\"status\":400,\"detail\":\"%1$s\",\"reason\":\"%2$s\"}"
          .formatted(RequestTarget.AMBIGUOUS.message(), RequestTarget.AMBIGUOUS.reason());

  private TargetWall() {}

  /** Before any route of these. */
  static void before(HttpRouting.Builder routes) {
    routes.addFilter(
        (chain, request, response) -> {
          if (hasOneMeaning(request.prologue())) {
            chain.proceed();
          } else {
            response
                .status(io.helidon.http.Status.BAD_REQUEST_400)
                .header(HeaderNames.CONTENT_TYPE, "application/problem+json")
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .header("X-Content-Type-Options", "nosniff")
                .send(PROBLEM);
          }
        });
  }

  /** Whether what is asked for means one thing alone. */
  static boolean hasOneMeaning(HttpPrologue prologue) {
    var path = prologue.uriPath().rawPath();
    return RequestTarget.hasOneMeaning(path)
        && path.indexOf('?') < 0
        && !prologue.fragment().hasValue();
  }
}
