package factory.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Somebody who uses the factory from outside: HTTP through Envoy, and a wallet on the dev chain.
 */
final class User implements AutoCloseable {
  /** anvil's second account. */
  static final String WALLET = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

  /** Another account, which holds nothing of any token. */
  static final String STRANGER = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";

  private static final String WALLET_KEY =
      "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
  private static final String STRANGERS_KEY =
      "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Place place;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  User(Place place) {
    this.place = place;
  }

  /** Waits until the chain is followed. */
  void awaitHealthyChain() {
    await(
        () -> {
          try {
            return get("/chains").body().path("chains").path(0).path("healthy").asBoolean();
          } catch (UncheckedIOException e) {
            return false;
          }
        },
        healthy -> healthy);
  }

  /** Nodes may be found later than they are ready; until then an idea would be refused. */
  void awaitHealthy() {
    awaitHealthyChain();
    await(() -> get("/healthz").body().path("status").asText(), "ok"::equals);
  }

  /** An answer. */
  record Answer(int status, JsonNode body, String text) {}

  Answer get(String path, String... headers) {
    return call("GET", path, "", headers);
  }

  Answer post(String path, String body, String... headers) {
    return call("POST", path, body, headers);
  }

  /**
   * Calls the API.
   *
   * @param path below the public address, or a whole address
   * @param headers names and values by turns
   */
  Answer call(String method, String path, String body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : place.url() + path))
            .timeout(Duration.ofSeconds(30))
            .header("accept", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("content-type", "application/json");
    }
    for (var i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      var text = answer.body();
      JsonNode node;
      try {
        node = json.readTree(text);
      } catch (IOException e) {
        node = json.missingNode();
      }
      return new Answer(answer.statusCode(), node, text);
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The headers of an answer. */
  HttpHeaders head(String method, String path, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create(place.url() + path))
            .timeout(Duration.ofSeconds(30))
            .header("accept", "application/json")
            .method(method, HttpRequest.BodyPublishers.noBody());
    for (var i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).headers();
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Submits an idea; its service id. */
  String submit(String idea, boolean auto) {
    var body = json.createObjectNode().put("idea", idea).put("auto", auto);
    var answer = post("/ideas", body.toString());
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.body().path("id").asText();
  }

  /** Starts work on a service and waits for its end. */
  void work(String path, String serviceId) {
    var answer = post(path, "{\"service_id\":\"" + serviceId + "\"}");
    assertThat(answer.status()).as(answer.text()).isIn(200, 202);
    var jobId = answer.body().path("job_id").asText("");
    if (!jobId.isEmpty()) {
      var ended =
          await(
              () -> get("/jobs/" + jobId),
              job -> !List.of("queued", "running").contains(job.body().path("state").asText()));
      assertThat(ended.body().path("state").asText()).as(ended.text()).isEqualTo("succeeded");
    }
  }

  /** The id of the service whose page has this address. */
  String idOf(String url) {
    var slug = url.replaceAll(".*/s/|[/?#].*$", "");
    return get("/s/" + slug).body().path("id").asText();
  }

  JsonNode service(String id) {
    var answer = get("/services/" + id);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.body();
  }

  /**
   * Calls a gated path as a wallet until the gate answers so: it follows the chain in its own time.
   */
  Answer awaitStatus(int status, String path, String wallet) {
    return await(() -> get(path, "X-Wallet-Address", wallet), answer -> answer.status() == status);
  }

  void buy(String token, String value) {
    cast(
        "send",
        token,
        "buy(address,uint256,uint256)",
        WALLET,
        "1",
        "9".repeat(30),
        "--value",
        value);
  }

  void sellAll(String token) {
    cast("send", token, "sell(uint256,uint256)", balance(token), "0");
  }

  String balance(String token) {
    return cast("call", token, "balanceOf(address)(uint256)", WALLET).split(" ", -1)[0].strip();
  }

  /** The wallet's signature of a message (EIP-191), given in hex. */
  String sign(String hex) {
    return sign(WALLET, hex);
  }

  /** The signature of one of the two wallets. */
  String sign(String wallet, String hex) {
    var key = wallet.equals(WALLET) ? WALLET_KEY : STRANGERS_KEY;
    return run(List.of(Place.CAST.toString(), "wallet", "sign", "--private-key", key, hex)).strip();
  }

  private String cast(String verb, String... arguments) {
    var command =
        new java.util.ArrayList<>(
            List.of(Place.CAST.toString(), verb, "--rpc-url", place.chainUrl()));
    if (verb.equals("send")) {
      command.addAll(List.of("--private-key", WALLET_KEY));
    }
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static String run(List<String> command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(output).isZero();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static <T> T await(Supplier<T> read, Predicate<T> good) {
    var until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      var value = read.get();
      if (good.test(value)) {
        return value;
      }
      if (System.nanoTime() > until) {
        throw new AssertionError("still " + value + " after " + PATIENCE);
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
