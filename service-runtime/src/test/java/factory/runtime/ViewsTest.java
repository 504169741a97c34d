package factory.runtime;

import static factory.runtime.Running.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records as something else than JSON: redirects, links, pages, texts and tables. */
final class ViewsTest {
  private static final String SERVICE = "0193b1f2-7a11-7000-8000-00000000abcd";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private static Resource links() {
    return Resource.of(
            "link",
            "links",
            Field.url("url").required(),
            Field.text("note"),
            Field.text("code").required().setToCode("abcdefgh", 8),
            Field.wholeNumber("visits").required().setByActions(0L),
            Field.url("short_url").required().linksTo("/r/{code}"))
        .unique("code")
        .called("id", "id")
        .routes(
            Route.create("POST", "/links"),
            Route.read("/links/{code}").key("code", "code"),
            Route.list("/links.html").html(),
            Route.list("/links.csv").csv());
  }

  private static Action follow() {
    return Action.onRecord(
            "links",
            "follow",
            call -> {
              var link = call.record();
              call.set(link, Values.of("visits", link.whole("visits") + 1));
              return Outcome.values(Values.of("location", link.value("url")));
            })
        .output(Field.url("location"))
        .at(Endpoint.of("GET", "/r/{code}").key("code", "code").status(301).redirects());
  }

  private static Action page() {
    return Action.onRecord(
            "links",
            "page",
            call ->
                Outcome.values(
                    Values.of("to", call.record().value("url"))
                        .and("note", call.record().value("note"))))
        .output(Field.url("to"))
        .output(Field.text("note"))
        .at(
            Endpoint.of("GET", "/p/{code}")
                .key("code", "code")
                .status(200)
                .called("to", "leadsTo")
                .answersPage());
  }

  @Test
  void aRedirectLeadsToWhatIsKeptAndCounts() throws Exception {
    try (var service = Running.start(folder, links(), follow(), page())) {
      var made =
          service.post("/links", "{\"url\":\"https://example.com/\u00e9?a=b#c\"}").is(201).json();
      var code = made.path("code").textValue();
      assertThat(code).matches("[a-h]{8}");
      var led =
          service
              .call(
                  ANN,
                  "GET",
                  "/r/" + code + "?url=https://evil.example/",
                  "",
                  "X-Forwarded-Host: evil.example")
              .is(301);
      assertThat(led.header("location")).isEqualTo("https://example.com/%C3%A9?a=b#c");
      assertThat(led.header("cache-control")).isEqualTo("no-store");
      assertThat(led.text()).isEmpty();
      service.call(ANN, "HEAD", "/r/" + code, "").is(301);
      assertThat(service.get("/links/" + code).is(200).json().path("visits").asInt()).isEqualTo(2);
      service.get("/r/nothing").is(404);
    }
  }

  @Test
  void nothingButAddressesOfTheWebIsKept() throws Exception {
    try (var service = Running.start(folder, links(), follow(), page())) {
      for (var address :
          new String[] {
            "javascript:alert(1)",
            "data:text/html,x",
            "//evil.example/",
            "/links",
            "https:evil.example",
            "https://example.com/\\r\\nX-Planted: 1",
            " https://example.com/"
          }) {
        service
            .post("/links", "{\"url\":\"" + address + "\"}")
            .refuses(422, "INVALID_FIELDS", "url");
      }
    }
  }

  @Test
  void aPageAndATableHaveTextsAlone() throws Exception {
    try (var service = Running.start(folder, links(), follow(), page())) {
      var body = "{\"url\":\"https://example.com/\",\"note\":\"=1+\\\"<script>\\\"\"}";
      var made = service.post("/links", body).is(201).json();
      var code = made.path("code").textValue();
      var page = service.get("/p/" + code).is(200);
      assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
      assertThat(page.header("content-security-policy"))
          .startsWith("default-src 'none'")
          .contains("sandbox");
      assertThat(page.text())
          .contains("<dt>leadsTo</dt>\n<dd>https://example.com/</dd>")
          .contains("<dd>=1+&quot;&lt;script&gt;&quot;</dd>")
          .doesNotContain("<script");
      var list = service.get("/links.html").is(200);
      assertThat(list.header("content-security-policy")).startsWith("default-src 'none'");
      assertThat(list.text()).contains("<li>\n<dl>", "&lt;script&gt;").doesNotContain("<script");
      var table = service.get("/links.csv").is(200);
      assertThat(table.header("content-type")).isEqualTo("text/csv; charset=utf-8");
      assertThat(table.text())
          .startsWith("id,url,note,code,visits,short_url\r\n")
          .contains(",https://example.com/,\"'=1+\"\"<script>\"\"\"," + code + ",0,http");
    }
  }

  @Test
  void anEmptyTextIsOneAllTheSame() throws Exception {
    var raw =
        Action.onRecord(
                "links",
                "raw",
                call -> Outcome.values(Values.of("note", call.record().value("note"))))
            .output(Field.text("note"))
            .at(Endpoint.of("GET", "/raw/{code}").key("code", "code").status(200).answersText());
    try (var service = Running.start(folder, links(), raw)) {
      var made = service.post("/links", "{\"url\":\"https://example.com/\"}").is(201).json();
      var empty = service.get("/raw/" + made.path("code").textValue()).is(200);
      assertThat(empty.header("content-type")).isEqualTo("text/plain; charset=utf-8");
      assertThat(empty.text()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "localhost:8080, http, -, http://localhost:8080",
        "localhost:8080, http, SERVICE, http://localhost:8080/gateway/SERVICE",
        "SERVICE.localhost:8080, http, SERVICE, http://SERVICE.localhost:8080",
        "api.example.com, https, SERVICE, https://api.example.com/gateway/SERVICE",
        "api.example.com, http, SERVICE, https://api.example.com/gateway/SERVICE",
        "SERVICE.services.example, https, SERVICE, https://SERVICE.services.example",
        "[::1]:80, http, -, http://[::1]:80",
        "evil\"><script>, http, -, http://localhost",
        "a/b, http, ../.., http://localhost"
      })
  void linksAreRightForTheAddressThatTheCallerUsed(
      String host, String scheme, String service, String wanted) {
    assertThat(
            Address.base(
                host.replace("SERVICE", SERVICE),
                scheme,
                service == null ? "" : service.replace("SERVICE", SERVICE)))
        .isEqualTo(wanted.replace("SERVICE", SERVICE));
  }

  @Test
  void linksAreInAnswers() throws Exception {
    try (var service = Running.start(folder, links(), follow(), page())) {
      var made = service.post("/links", "{\"url\":\"https://example.com/\"}").is(201).json();
      var code = made.path("code").textValue();
      assertThat(made.path("short_url").textValue()).endsWith("/r/" + code).startsWith("http");
      var through =
          service.call(ANN, "GET", "/links/" + code, "", "x-factory-service: " + SERVICE).is(200);
      assertThat(through.json().path("short_url").textValue())
          .endsWith("/gateway/" + SERVICE + "/r/" + code);
    }
  }

  @Test
  void statusesOfRedirectsAreThoseOfRedirects() {
    assertThatThrownBy(() -> Endpoint.of("GET", "/r").status(304))
        .isInstanceOf(IllegalArgumentException.class);
    var unlike =
        follow().at(Endpoint.of("GET", "/r/{code}").key("code", "code").status(200).redirects());
    assertThatThrownBy(
            () ->
                new Routes(
                    java.util.List.of(links(), unlike), new Model(java.util.List.of(links()))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
