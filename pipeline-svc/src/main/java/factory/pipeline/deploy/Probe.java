package factory.pipeline.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import factory.mesh.Address;
import factory.mesh.Assertions;
import factory.pipeline.job.StepFailed;
import factory.pipeline.prove.Client;
import factory.pipeline.version.Versions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Tries out versions apart from every service, by what their OpenAPI documents promise. */
public final class Probe {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Deployer deployer;
  private final Versions versions;
  private final Assertions assertions;

  /** Probes with instances of this deployer, as the gate would speak to them. */
  public Probe(Deployer deployer, Versions versions, Assertions assertions) {
    this.deployer = deployer;
    this.versions = versions;
    this.assertions = assertions;
  }

  /**
   * Something to call.
   *
   * @param service as which the gate would speak to it
   */
  record Called(Address upstream, String service, Assertions assertions) {
    /** What the gate would assert for nobody in particular. */
    String assertion() {
      return Assertions.sign(
          assertions.key(service), service, Optional.empty(), Instant.now().getEpochSecond());
    }
  }

  /**
   * Starts a version apart from every service and has it create, read and list one item.
   *
   * @return what was seen, for a person to read
   */
  public String fresh(UUID version, String contentHash, String openapi)
      throws StepFailed, InterruptedException {
    return alone(
        Instance.trial(version, false),
        contentHash,
        (_, upstream) ->
            createReadAndList(
                new Called(upstream, version.toString(), assertions), parse("OpenAPI", openapi)));
  }

  /** What is done with a process of a version that is tried out. */
  public interface Trial<T> {
    /** With a client of that process, which keeps nothing yet. */
    T of(Client client) throws StepFailed, InterruptedException;
  }

  /**
   * Starts a version apart from every service, has something done with it, and ends it.
   *
   * @throws StepFailed when it does not start, with the end of its log
   */
  public <T> T with(UUID version, String contentHash, Trial<T> trial)
      throws StepFailed, InterruptedException {
    return with(Instance.trial(version, false), contentHash, trial);
  }

  /** The same with a process that is started as one that serves, with nothing made cheap. */
  public <T> T asServed(UUID version, String contentHash, Trial<T> trial)
      throws StepFailed, InterruptedException {
    return with(Instance.served(version), contentHash, trial);
  }

  /** The same with a process that computes only when nothing else does. */
  public <T> T inBackground(UUID version, String contentHash, Trial<T> trial)
      throws StepFailed, InterruptedException {
    return with(Instance.trial(version, true), contentHash, trial);
  }

  private <T> T with(Instance trialled, String contentHash, Trial<T> trial)
      throws StepFailed, InterruptedException {
    return alone(
        trialled,
        contentHash,
        (instance, upstream) -> {
          var service = instance.service().toString();
          try (var client =
              new UpstreamClient(
                  upstream,
                  service,
                  assertions.key(service),
                  () -> deployer.logs(instance),
                  deployer.data(instance))) {
            return trial.of(client);
          }
        });
  }

  private interface Use<T> {
    T of(Instance instance, Address upstream) throws StepFailed, InterruptedException;
  }

  private <T> T alone(Instance instance, String contentHash, Use<T> use)
      throws StepFailed, InterruptedException {
    try {
      deployer.kill(instance);
      return use.of(instance, deployer.ensure(instance, Keeper.jar(versions, contentHash)));
    } finally {
      // It keeps nothing that matters, and whoever cancels the job waits for this.
      deployer.kill(instance);
    }
  }

  private static String createReadAndList(Called process, JsonNode openapi)
      throws StepFailed, InterruptedException {
    var collection = collection(openapi);
    var body = body(openapi, collection);
    var created = expect(process, "POST", collection, body.toString(), 201);
    var id = created.path("id").asText();
    if (id.isEmpty()) {
      throw new StepFailed("POST " + collection + " answered without an id.");
    }
    var item = collection + "/" + id;
    if (!expect(process, "GET", item, "", 200).path("id").asText().equals(id)) {
      throw new StepFailed("GET " + item + " answered something else than was created.");
    }
    if (!expect(process, "GET", collection, "", 200).findValuesAsText("id").contains(id)) {
      throw new StepFailed("GET " + collection + " does not list what was created.");
    }
    return "Created, read and listed one item at " + collection + ".";
  }

  private static JsonNode expect(
      Called process, String method, String path, String body, int status)
      throws StepFailed, InterruptedException {
    try {
      var answer =
          method.equals("POST")
              ? UpstreamHttp.post(process.upstream(), path, body, process.assertion(), TIMEOUT)
              : UpstreamHttp.get(process.upstream(), path, process.assertion(), TIMEOUT);
      if (answer.status() != status) {
        throw new StepFailed(
            method
                + " "
                + path
                + " answered "
                + answer.status()
                + " instead of "
                + status
                + ": "
                + shortened(answer.body())
                + (body.isEmpty() ? "" : " to " + shortened(body)));
      }
      return parse(method + " " + path, answer.body());
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw new StepFailed(method + " " + path + " got no answer: " + e.getMessage());
    }
  }

  /** The first path under which items are created and listed. */
  private static String collection(JsonNode openapi) throws StepFailed {
    var paths = openapi.path("paths");
    for (var path : paths.properties()) {
      if (!path.getKey().contains("{")
          && path.getValue().has("post")
          && path.getValue().has("get")) {
        return path.getKey();
      }
    }
    throw new StepFailed("The OpenAPI document names no path to create and list items under.");
  }

  /**
   * What is sent: the document's own example, which says more than its schema can, or else the
   * plainest value of the schema.
   */
  static JsonNode body(JsonNode openapi, String collection) {
    var content =
        openapi
            .path("paths")
            .path(collection)
            .path("post")
            .path("requestBody")
            .path("content")
            .path("application/json");
    if (content.has("example")) {
      return content.get("example");
    }
    var examples = content.path("examples").properties();
    for (var example : examples) {
      if (example.getValue().has("value")) {
        return example.getValue().get("value");
      }
    }
    return new Sample(openapi).of(content.path("schema"));
  }

  private static JsonNode parse(String what, String text) throws StepFailed {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new StepFailed(what + " is not JSON: " + e.getOriginalMessage());
    }
  }

  private static String shortened(String text) {
    return text.length() <= 300 ? text : text.substring(0, 300) + "...";
  }
}
