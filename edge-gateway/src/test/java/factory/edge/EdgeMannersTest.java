package factory.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * What every answer below the gateway is like, and what no request may be, through a real Envoy.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EdgeMannersTest {
  private static final String HOLDER = "X-Wallet-Address: " + Rig.HOLDER;
  private static final String ORIGIN = "Origin: https://app.example";

  private Rig rig;
  private Echo echo;
  private String path;

  @BeforeAll
  void start() {
    rig = new Rig(Map.of());
    echo = rig.echo("books");
    path = "/gateway/" + rig.service(echo) + "/books";
  }

  @AfterAll
  void stop() {
    rig.close();
    echo.close();
  }

  @Test
  void everyAnswerBelowTheGatewayIsReadableByAllAndRunsNothing() {
    List<Raw.Answer> answers = new ArrayList<>();
    for (var method : List.of("GET", "POST", "DELETE", "OPTIONS", "TRACE")) {
      answers.add(rig.http.send(method, path, "", HOLDER));
      answers.add(rig.http.send(method, path, "", HOLDER, ORIGIN));
      answers.add(rig.http.send(method, path, "{}", HOLDER, ORIGIN));
    }
    answers.add(rig.http.get(path, ORIGIN));
    answers.add(rig.http.get(path, "X-Wallet-Address: x"));
    answers.add(rig.http.get("/gateway/x"));
    answers.add(rig.http.get("/gateway"));
    answers.add(rig.http.get(path + "/..;/x", ORIGIN));
    answers.add(rig.http.get(path + "/%252e", ORIGIN));
    answers.add(rig.http.send("OPTIONS", path, "", ORIGIN, "Access-Control-Request-Method: PUT"));
    answers.add(rig.http.send("POST", path, "", HOLDER, "Content-Length: 10485761"));
    for (var answer : answers) {
      var of = answer.toString();
      assertThat(answer.status()).as(of).isPositive();
      assertThat(answer.header("x-content-type-options")).as(of).isEqualTo("nosniff");
      assertThat(answer.header("content-security-policy")).as(of).contains("sandbox");
      if (answer.status() != 405) {
        assertThat(answer.header("access-control-allow-origin")).as(of).isEqualTo("*");
      }
    }
    assertThat(answers).extracting(Raw.Answer::status).contains(200, 400, 401, 404, 405, 413);
    // Cut short before a route is known.
    var mangled = rig.http.get(path + "/a%2fb");
    assertThat(mangled.status()).isEqualTo(400);
    assertThat(mangled.body()).contains("PATH_AMBIGUOUS");
    assertThat(mangled.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(mangled.header("content-security-policy")).isEqualTo("sandbox");
  }

  @Test
  void aServicesOwnPolicyStaysAndItsCookiesDoNot() {
    var answer =
        rig.http.get(
            path,
            HOLDER,
            "Answer-Content-Security-Policy: default-src 'none'",
            "Answer-Set-Cookie: __Host-factory=stolen; Path=/; Secure",
            "Answer-X-Content-Type-Options: none",
            "Answer-Access-Control-Allow-Credentials: true",
            "Answer-Access-Control-Allow-Origin: https://evil.example");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-security-policy")).isEqualTo("default-src 'none',sandbox");
    assertThat(answer.headers())
        .doesNotContainKeys("set-cookie", "access-control-allow-credentials");
    assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");

    // The platform's own pages say for themselves what they are.
    var page = rig.http.get("/services", "Answer-Set-Cookie: wallet=x");
    assertThat(page.header("set-cookie")).isEqualTo("wallet=x");
    assertThat(page.header("content-security-policy")).isEmpty();
  }

  @Test
  void aRequestNamesOneHost() {
    var before = echo.calls.get() + rig.web.calls.get();
    for (var target : List.of(path, "/services")) {
      for (var hosts :
          List.of(
              "Host: localhost\r\nHost: localhost",
              "Host: localhost\r\nHost: evil.example",
              "Host: a,b",
              "Host: localhost\r\nhost: x\r\nHOST: y")) {
        var answer =
            rig.http.send(
                ("GET " + target + " HTTP/1.1\r\n" + hosts + "\r\n" + HOLDER + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        assertThat(answer.status()).as(hosts).isEqualTo(400);
      }
    }
    assertThat(echo.calls.get() + rig.web.calls.get()).isEqualTo(before);
  }
}
