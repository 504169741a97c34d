package factory.web.http;

import factory.mesh.Assertions;
import factory.mesh.Caller;
import factory.mesh.Trust;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** What all resources share: how a failure looks, who may write, which headers every answer has. */
public final class Site {
  private static final HeaderName ASSERTION = HeaderNames.create(Assertions.HEADER);

  /**
   * One method of one path.
   *
   * @param path as routes are written, such as {@code /services/{id}}
   * @param offers the forms in which it answers
   */
  public record Route(String method, String path, List<Media> offers) {}

  private final List<Route> routes = new ArrayList<>();
  private final CrossOrigin crossOrigin;
  private final BiFunction<Call, Problem, Reply.Whole> page;
  private final Trust trust;
  private final String policy;

  /**
   * A site.
   *
   * @param publicUrl where browsers reach it
   * @param formTargets origins besides its own to which its forms lead; may be empty
   * @param page shows a problem to a person
   * @param trust verifies who calls
   */
  public Site(
      URI publicUrl, String formTargets, BiFunction<Call, Problem, Reply.Whole> page, Trust trust) {
    policy =
        "default-src 'none'; script-src 'self'; style-src 'self';"
            // Wallets announce their icons as data: (EIP-6963); an image runs nothing.
            + " img-src 'self' data:;"
            + " connect-src 'self'; form-action 'self'"
            + (formTargets.isEmpty() ? "" : " " + formTargets)
            + "; base-uri 'none'; frame-ancestors 'none'";
    this.crossOrigin = new CrossOrigin(publicUrl);
    this.page = page;
    this.trust = trust;
  }

  /** A path with no method yet. */
  public Resource resource() {
    return new Resource(this);
  }

  void add(Route route) {
    routes.add(route);
  }

  /** All that was put at a path. */
  public List<Route> routes() {
    return List.copyOf(routes);
  }

  /** Who calls, as the gate has asserted it; nobody where nothing is asserted. */
  Caller caller(ServerRequest request) {
    return trust
        .verify(request.headers().all(ASSERTION, List::of))
        .map(Trust.Asserted::caller)
        .orElse(Caller.NOBODY);
  }

  CrossOrigin crossOrigin() {
    return crossOrigin;
  }

  /** Adds the headers that every answer carries. */
  public void frame(HttpRouting.Builder routes) {
    routes.addFilter(
        (chain, request, response) -> {
          response
              .header("Content-Security-Policy", policy)
              .header("X-Content-Type-Options", "nosniff")
              .header("X-Frame-Options", "DENY")
              // Not no-referrer, which would make browsers hide the Origin of our own forms.
              .header("Referrer-Policy", "same-origin")
              .header("Cross-Origin-Opener-Policy", "same-origin")
              .header("Cross-Origin-Resource-Policy", "same-origin")
              .header("Vary", "Accept, HX-Request");
          response.beforeSend(
              () -> {
                if (!response.headers().contains(HeaderNames.CACHE_CONTROL)) {
                  response.header("Cache-Control", "no-store");
                }
              });
          chain.proceed();
        });
  }

  /** Answers 404 wherever there is no resource; add it last. */
  public void elsewhere(HttpRouting.Builder routes) {
    routes.any(
        (request, response) ->
            Resource.write(request, response, failed(request, Problem.noSuchPath().problem())));
  }

  /** A problem in the form that the caller reads. */
  Reply.Whole failed(ServerRequest request, Problem problem) {
    if (Call.htmx(request)) {
      // What is on the page stays; a write that failed is told in its notice.
      var reply = page.apply(new Call(request, Media.HTML), problem);
      return request.prologue().method().text().equals("GET")
          ? reply
          : reply
              .with("X-Fragment", "notice")
              .with("HX-Retarget", "#notice")
              .with("HX-Reselect", "#notice")
              .with("HX-Reswap", "outerHTML");
    }
    return Resource.accept(request).best(List.of(Media.JSON, Media.HTML)).orElse(Media.JSON)
            == Media.HTML
        ? page.apply(new Call(request, Media.HTML), problem)
        : Reply.problem(problem);
  }
}
