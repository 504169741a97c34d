package factory.web.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;

/** What a caller reads when a request is so wrong that it reaches no route. */
public final class Unroutable implements DirectHandler {
  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType event,
      Status status,
      ServerResponseHeaders headers,
      String message) {
    var problem = problem(request, status);
    headers.set(HeaderNames.CONTENT_TYPE, "application/problem+json");
    headers.set(HeaderNames.CACHE_CONTROL, "no-store");
    headers.set(HeaderNames.create("X-Content-Type-Options"), "nosniff");
    return TransportResponse.builder()
        .status(Status.create(problem.status()))
        .headers(headers)
        .keepAlive(event.keepAlive())
        .entity(Reply.bytes(problem.json()).toByteArray())
        .build();
  }

  private static Problem problem(TransportRequest request, Status status) {
    if (status.code() == 413) {
      return Call.tooLarge().problem();
    }
    if (status.code() == 400 && request.headers().contains(HeaderNames.CONTENT_ENCODING)) {
      return Call.encoded().problem();
    }
    // What the library says of it may be about its inside: nobody's business.
    return status.code() < 500
        ? new Problem(
            status.code(), "MALFORMED_REQUEST", "The request is not HTTP as it must be; mend it.")
        : new Problem(500, "INTERNAL", "The platform failed.");
  }
}
