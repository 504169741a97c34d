package factory.web;

import factory.mesh.Address;
import factory.mesh.MeshServer;
import factory.mesh.Settings;
import factory.mesh.TestTrust;
import factory.web.http.Site;
import io.grpc.BindableService;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A web node on a free port among fakes, and a caller of it. */
final class Neighbourhood implements AutoCloseable {
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T18:00:00Z"), ZoneOffset.UTC);
  static final String WALLET = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final WebNode web;
  private final String base;

  /** With these nodes; one that is not there is down. */
  Neighbourhood(Map<String, BindableService> nodes, Clock clock, String listen) {
    this(nodes, clock, listen, Map.of("factory.profile", "development"));
  }

  /** With more settings of the node. */
  Neighbourhood(
      Map<String, BindableService> nodes, Clock clock, String listen, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(TestTrust.settings("web"));
    settings.put("web.listen", listen);
    // Long, since a busy machine takes its time for the first call.
    settings.put("web.deadline", "PT30S");
    settings.put("web.page-deadline", "PT30S");
    settings.putAll(more);
    if (nodes.get("pipeline") instanceof FakePipeline pipeline
        && nodes.get("registry") instanceof FakeRegistry registry) {
      pipeline.over(registry, nodes.get("chain") instanceof FakeChain chain ? chain : null);
    }
    for (var node : List.of("registry", "pipeline", "chain", "edge")) {
      var service = nodes.get(node);
      var address = "127.0.0.1:1";
      if (service != null) {
        var server = MeshServer.at(Address.parse("127.0.0.1:0")).service(service).start();
        opened.add(server);
        address = server.address().toString();
      }
      settings.put("mesh." + node, address);
    }
    web = WebNode.start(Settings.of(settings), clock);
    base = "http://" + web.address();
  }

  String base() {
    return base;
  }

  List<Site.Route> routes() {
    return web.routes();
  }

  HttpRequest.Builder request(String path, String... headers) {
    var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(60));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request;
  }

  <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
    try {
      var sent = request.build();
      var response = client.send(sent, handler);
      // Whatever a test asks of web is answered as its document says.
      DescribedApi.INSTANCE.check(sent, response);
      return response;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The page that a browser ends at, which goes where it is sent. */
  HttpResponse<String> open(String path, String... headers) {
    var response = get(path, headers);
    return response.statusCode() == 303
        ? get(response.headers().firstValue("location").orElseThrow(), headers)
        : response;
  }

  HttpResponse<String> get(String path, String... headers) {
    return send(request(path, headers), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> call(String method, String path, String body, String... headers) {
    return send(
        request(path, headers).method(method, HttpRequest.BodyPublishers.ofString(body)),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> json(String method, String path, String body, String... headers) {
    var all = new ArrayList<>(List.of("Content-Type", "application/json"));
    all.addAll(List.of(headers));
    return call(method, path, body, all.toArray(String[]::new));
  }

  /** As a browser sends a form of this site. */
  HttpResponse<String> form(String path, String body, String... headers) {
    var all =
        new ArrayList<>(
            List.of(
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Accept",
                "text/html,application/xhtml+xml,*/*;q=0.8",
                "Origin",
                base));
    all.addAll(List.of(headers));
    return call("POST", path, body, all.toArray(String[]::new));
  }

  @Override
  public void close() {
    client.close();
    web.close();
    for (var server : opened) {
      try {
        server.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
