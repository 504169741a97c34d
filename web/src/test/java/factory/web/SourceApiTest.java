package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.v1.SourceOf;
import factory.registry.v1.ServiceStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A person's own source over HTTP. */
@Timeout(60)
class SourceApiTest {
  private final FakeRegistry registry = new FakeRegistry(Neighbourhood.CLOCK);
  private final FakePipeline pipeline = new FakePipeline(Neighbourhood.CLOCK);
  private Neighbourhood web;
  private String path;

  @BeforeEach
  void start() {
    web =
        new Neighbourhood(
            Map.of(
                "registry",
                registry,
                "pipeline",
                pipeline,
                "chain",
                new FakeChain(),
                "edge",
                new FakeAccess()),
            Neighbourhood.CLOCK,
            "127.0.0.1:0");
    path = ofAnother();
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private String ofAnother() {
    var service = registry.add("books", ServiceStatus.SERVICE_STATUS_GENERATED, _ -> {});
    return "/services/%s/source".formatted(service.getId());
  }

  private HttpResponse<String> put(String query, String type, byte[] body) {
    return web.send(
        web.request(path + query, "Content-Type", type)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(body)),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void itIsGotAsJsonOrAsAZip() throws IOException {
    assertThat(web.get(path).body())
        .isEqualTo(
            "{\"number\":2,\"of\":\"version\",\"files\":{\"README.md\":\"# Books\"},\"conflicts\":[]}\n");
    assertThat(web.get(path + "?of=draft").body())
        .contains(
            "\"conflicts\":[{\"path\":\"README.md\",\"line\":1,\"yours\":\"# Mine\\n\",\"written\":\"# Books\\n\"}]");
    var zip =
        web.send(
            web.request(path, "Accept", "application/zip"),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(zip.headers().firstValue("content-disposition"))
        .hasValue("attachment; filename=\"source-2.zip\"");
    try (var in = new ZipInputStream(new ByteArrayInputStream(zip.body()))) {
      assertThat(in.getNextEntry().getName()).isEqualTo("README.md");
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("# Books");
    }
  }

  @Test
  void anArchiveIsHandedInAsItIs() {
    byte[] archive = {'P', 'K', 3, 4, (byte) 0xff, 0};
    for (var type : new String[] {"application/zip", "application/gzip", "application/x-gzip"}) {
      path = ofAnother();
      var response = put("?from=2&of=draft&reason=Mine&auto=true", type, archive);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
      assertThat(response.headers().firstValue("location")).get().asString().startsWith("/jobs/");
    }
    var given = pipeline.handedIn();
    assertThat(given.getArchive().toByteArray()).isEqualTo(archive);
    assertThat(given.getFrom()).isEqualTo(2);
    assertThat(given.getOf()).isEqualTo(SourceOf.SOURCE_OF_DRAFT);
    assertThat(given.getReason()).isEqualTo("Mine");
    assertThat(given.getAuto()).isTrue();
  }

  @Test
  void soAreFilesByTheirPaths() {
    var body = "{\"files\": {\"README.md\": \"# Mine\"}}".getBytes(StandardCharsets.UTF_8);
    assertThat(put("?from=1", "application/json", body).statusCode()).isEqualTo(202);
    assertThat(pipeline.handedIn().getFilesMap()).isEqualTo(Map.of("README.md", "# Mine"));
    assertThat(pipeline.handedIn().getOf()).isEqualTo(SourceOf.SOURCE_OF_VERSION);
  }

  @Test
  void whatIsWrongIsNamed() {
    var body = "{}".getBytes(StandardCharsets.UTF_8);
    assertThat(put("?from=1", "application/json", body).body()).contains("\"field\":\"files\"");
    assertThat(put("?from=0", "application/zip", body).body()).contains("\"field\":\"from\"");
    assertThat(put("?from=1&of=other", "application/zip", body).body())
        .contains("\"field\":\"of\"");
    assertThat(put("?from=1&auto=yes", "application/zip", body).body())
        .contains("\"field\":\"auto\"");
    assertThat(put("?from=1", "text/plain", body).body())
        .contains("UNSUPPORTED_MEDIA_TYPE", "application/zip");
    assertThat(put("", "application/zip", body).body()).contains("\"field\":\"from\"");
  }
}
