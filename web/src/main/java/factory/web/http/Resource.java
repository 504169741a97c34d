package factory.web.http;

import factory.mesh.Fatal;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A path and what each method does there: agrees on the form of the answer, refuses other methods
 * and writes from other sites, and turns whatever a method throws into a problem.
 */
public final class Resource implements Handler {
  private final Site site;
  private final Map<String, Method> methods = new LinkedHashMap<>();
  private boolean tagged;

  /** What a method does. */
  public interface Action {
    /** Answers, or throws. */
    Reply on(Call call);
  }

  private record Method(Action action, List<Media> offers) {}

  Resource(Site site) {
    this.site = site;
  }

  /** HEAD goes along with it. Without offers there is nothing to agree on. */
  public Resource get(Action action, Media... offers) {
    return on("GET", action, offers);
  }

  /** POST. */
  public Resource post(Action action, Media... offers) {
    return on("POST", action, offers);
  }

  /** PUT. */
  public Resource put(Action action, Media... offers) {
    return on("PUT", action, offers);
  }

  /** PATCH. */
  public Resource patch(Action action, Media... offers) {
    return on("PATCH", action, offers);
  }

  /** DELETE. */
  public Resource delete(Action action, Media... offers) {
    return on("DELETE", action, offers);
  }

  /** Its methods heed {@code If-Match}. */
  public Resource tagged() {
    tagged = true;
    return this;
  }

  private Resource on(String method, Action action, Media... offers) {
    methods.put(method, new Method(action, List.of(offers)));
    return this;
  }

  /** Puts it at a path. */
  public Resource at(HttpRouting.Builder routes, String path) {
    routes.any(path, this);
    methods.forEach((name, method) -> site.add(new Site.Route(name, path, method.offers())));
    return this;
  }

  /** Puts it at a path of other hosts, which is in no list of this one's. */
  public Resource atOthers(HttpRouting.Builder routes, String path) {
    routes.any(path, this);
    return this;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    Reply reply;
    try {
      reply = answer(request);
    } catch (Throwable e) {
      // Errors too: what is told of them has an id that the log knows.
      reply = site.failed(request, Problem.of(e));
    }
    try {
      write(request, response, reply);
    } catch (Throwable e) {
      Fatal.endIfFatal(e);
      throw e;
    }
  }

  private Reply answer(ServerRequest request) {
    var name = request.prologue().method().text();
    if (name.equals("OPTIONS")) {
      return Reply.empty(204).with("Allow", allow());
    }
    var method = methods.get(name.equals("HEAD") ? "GET" : name);
    if (method == null) {
      throw new Rejected(
          new Problem(405, "METHOD_NOT_ALLOWED", "This path does not take that method.")
              .with("allow", allow())
              .withHeader("Allow", allow()));
    }
    if (!name.equals("GET") && !name.equals("HEAD")) {
      site.crossOrigin().check(request.headers(), Call.isForm(request));
      if (!tagged && request.headers().contains(Call.IF_MATCH)) {
        // What has no tag matches none; done all the same, it could undo another's change.
        throw new Rejected(
            new Problem(
                412,
                "PRECONDITION_UNKNOWN",
                "Nothing at this path has an ETag that If-Match could name; leave the header out."));
      }
    }
    var call = new Call(request, agreed(request, method.offers()));
    return site.caller(request).ask(() -> method.action().on(call));
  }

  private static Media agreed(ServerRequest request, List<Media> offers) {
    if (offers.isEmpty()) {
      return Media.TEXT;
    }
    if (Call.htmx(request) && offers.contains(Media.HTML)) {
      return Media.HTML;
    }
    return accept(request)
        .best(offers)
        .orElseThrow(
            () ->
                new Rejected(
                    new Problem(
                            406,
                            "NOT_ACCEPTABLE",
                            "No form of this answer is among those that the request accepts.")
                        .with(
                            "offers",
                            String.join(", ", offers.stream().map(Media::header).toList()))));
  }

  static Accept accept(ServerRequest request) {
    return Accept.parse(request.headers().all(HeaderNames.ACCEPT, List::of));
  }

  private String allow() {
    var names = new TreeSet<>(methods.keySet());
    names.add("OPTIONS");
    if (names.contains("GET")) {
      names.add("HEAD");
    }
    return String.join(", ", names);
  }

  static void write(ServerRequest request, ServerResponse response, Reply reply) {
    var head = request.prologue().method().text().equals("HEAD");
    switch (reply) {
      case Reply.Whole whole -> {
        response.status(whole.status());
        whole.headers().forEach((name, value) -> response.header(name, value));
        if (!whole.contentType().isEmpty()) {
          response.header("Content-Type", whole.contentType());
        }
        if (head) {
          response.header("Content-Length", Integer.toString(whole.body().size()));
          response.send();
        } else if (whole.body().isEmpty()) {
          response.send();
        } else {
          response.send(whole.body().toByteArray());
        }
      }
      case Reply.Streamed(var media, var stream) -> {
        response.header("Content-Type", media.header());
        if (head) {
          response.send();
          return;
        }
        try (var out = response.outputStream()) {
          stream.write(out);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
