package factory.pipeline.prove;

import static factory.pipeline.prove.Faults.is;
import static factory.pipeline.prove.Faults.sent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Client.Answer;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.spec.ExactJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Services with holes: a right one, with something before it that does what is not to be done. No
 * specification makes one that does, so that this is where they can be.
 *
 * @param check a part of the name of the check that is to fail
 */
record Hole(String name, String check, UnaryOperator<Client> with) {
  private static final String OTHERS = "as if there were none";
  private static final Pattern MATCHES_IN_MANY_WAYS = Pattern.compile("([a-z]+)+\\1?[0-9]");
  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  @Override
  public String toString() {
    return name;
  }

  /** Something before a service. */
  private static class Before implements Client {
    final Client service;

    Before(Client service) {
      this.service = service;
    }

    @Override
    public Answer send(Request request) throws IOException {
      return service.send(request);
    }

    @Override
    public Optional<Answer> send(Request request, BadAssertion assertion) throws IOException {
      return service.send(request, assertion);
    }

    @Override
    public String lastWords() {
      return service.lastWords();
    }

    @Override
    public Optional<Path> data() {
      return service.data();
    }

    @Override
    public Optional<String> log() {
      return service.log();
    }
  }

  /** Something before a service that answers in its place. */
  static Hole of(String name, String check, BiFunction<Client, Request, Answer> answering) {
    return new Hole(
        name,
        check,
        client ->
            new Before(client) {
              @Override
              public Answer send(Request request) throws IOException {
                try {
                  return answering.apply(service, request);
                } catch (UncheckedIOException e) {
                  throw new IOException(e.getMessage(), e);
                }
              }
            });
  }

  /** Something before a service that changes its answers. */
  static Hole answers(String name, String check, BiFunction<Request, Answer, Answer> changing) {
    return of(name, check, (service, request) -> changing.apply(request, sent(service, request)));
  }

  private static Hole believes(BadAssertion bad) {
    return new Hole(
        "an assertion that is " + bad.word() + " is believed",
        "whom the gate does not vouch for",
        client ->
            new Before(client) {
              @Override
              public Optional<Answer> send(Request request, BadAssertion assertion)
                  throws IOException {
                return assertion == bad
                    ? Optional.of(service.send(request))
                    : service.send(request, assertion);
              }
            });
  }

  /** A log that has what was made as it is. */
  private static Hole logs(String name, String check, UnaryOperator<String> line) {
    return new Hole(
        name,
        check,
        client ->
            new Before(client) {
              private final List<String> lines = new ArrayList<>(List.of("ready"));

              @Override
              public Answer send(Request request) throws IOException {
                if (request.method().equals("POST")) {
                  body(request)
                      .ifPresent(
                          body -> {
                            for (var value : body) {
                              lines.add("INFO made " + line.apply(value.asText()));
                            }
                          });
                }
                return service.send(request);
              }

              @Override
              public Optional<String> log() {
                return Optional.of(String.join("\n", lines));
              }
            });
  }

  private static Optional<ObjectNode> body(Request request) {
    try {
      return ExactJson.MAPPER.readTree(request.body()) instanceof ObjectNode body
          ? Optional.of(body)
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static Request at(Request request, String path) {
    return new Request(
        request.as(), request.method(), path, request.headers(), request.body(), request.charset());
  }

  private static Request as(Wallet wallet, Request request) {
    return new Request(
        wallet,
        request.method(),
        request.path(),
        request.headers(),
        request.body(),
        request.charset());
  }

  private static Request with(Request request, String body, Map<String, String> headers) {
    return new Request(request.as(), request.method(), request.path(), headers, body);
  }

  private static Answer with(Answer answer, String header, String value) {
    var headers = new TreeMap<>(answer.headers());
    headers.put(header, value);
    return new Answer(answer.status(), headers, answer.body());
  }

  private static Answer refusal(int status, String detail) {
    return new Answer(
        status,
        Map.of("content-type", "application/problem+json", "x-content-type-options", "nosniff"),
        ExactJson.MAPPER
            .createObjectNode()
            .put("type", "about:blank")
            .put("title", "Refused")
            .put("status", status)
            .put("detail", detail)
            .put("reason", "NOT_FOUND")
            .toString());
  }

  private static boolean isSql(String path) {
    return decoded(path).contains("' OR '1'='1");
  }

  /** What the last that was made is, whatever is asked: as it is where a query finds all. */
  private static Answer anyNote(Client service) {
    var list = sent(service, new Request(Wallet.A, "GET", "/notes", Map.of(), ""));
    try {
      var first = ExactJson.MAPPER.readTree(list.body()).path("notes").path(0);
      return new Answer(200, list.headers(), first.toString());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String id(Answer answer) {
    var id = ID.matcher(answer.body());
    return id.find() ? id.group() : "none";
  }

  private static Hole leaks(String what) {
    return answers(
        "a refusal has " + what,
        "No refusal tells",
        (q, a) ->
            a.status() == 404
                ? new Answer(404, a.headers(), a.body().replace("There is no ", what + " "))
                : a);
  }

  /** A body's claims, in the answer as if they were taken. */
  private static Hole takes(String claim) {
    return of(
        "whoever makes a note sets its " + claim,
        "Whoever makes a note",
        (service, request) -> {
          var body = body(request);
          if (!is(request, "POST", "/notes") || body.isEmpty() || !body.get().has(claim)) {
            return sent(service, request);
          }
          return claimed(service, request, body.get(), claim);
        });
  }

  private static Answer claimed(Client service, Request request, ObjectNode body, String claim) {
    var known = ExactJson.MAPPER.createObjectNode();
    for (var name : List.of("title", "slug", "stars", "data")) {
      if (body.has(name)) {
        known.set(name, body.get(name));
      }
    }
    var answer = sent(service, with(request, known.toString(), request.headers()));
    try {
      if (!(ExactJson.MAPPER.readTree(answer.body()) instanceof ObjectNode record)
          || answer.status() >= 300) {
        return answer;
      }
      record.set(claim, body.get(claim));
      return new Answer(answer.status(), answer.headers(), record.toString());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String unpacked(Request request) {
    try (var in =
        new GZIPInputStream(
            new ByteArrayInputStream(request.body().getBytes(StandardCharsets.ISO_8859_1)))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(Client service, String text) {
    try {
      var process =
          new ProcessBuilder("sh", "-c", "echo " + text)
              .directory(service.data().orElseThrow().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer file(String path) {
    try {
      var file = Path.of("/srv/notes", path).normalize();
      return new Answer(
          200,
          Map.of("content-type", "text/plain", "x-content-type-options", "nosniff"),
          Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer splitHeader(Answer answer, String value) {
    var headers = new TreeMap<>(answer.headers());
    var lines = ("location: " + value).split("\r\n", -1);
    for (var line : lines) {
      var colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
            line.substring(colon + 1).strip());
      }
    }
    return new Answer(answer.status(), headers, answer.body());
  }

  /** Ids in the order of making, in place of random ones. */
  private static final class Counted {
    private final Map<String, String> shown = new ConcurrentHashMap<>();
    private final Map<String, String> real = new ConcurrentHashMap<>();

    String shown(String text) {
      return ID.matcher(text)
          .replaceAll(
              found ->
                  shown.computeIfAbsent(
                      found.group(),
                      id -> {
                        var next = "00000000-0000-4000-8000-%012d".formatted(shown.size());
                        real.put(next, id);
                        return next;
                      }));
    }

    String real(String text) {
      return ID.matcher(text).replaceAll(found -> real.getOrDefault(found.group(), found.group()));
    }
  }

  private static Hole countedIds() {
    return new Hole(
        "ids are counted",
        "cannot be guessed",
        client -> {
          var ids = new Counted();
          return new Before(client) {
            @Override
            public Answer send(Request request) throws IOException {
              var answer =
                  service.send(
                      new Request(
                          request.as(),
                          request.method(),
                          ids.real(request.path()),
                          request.headers(),
                          ids.real(request.body()),
                          request.charset()));
              var headers = new TreeMap<>(answer.headers());
              headers.computeIfPresent("location", (_, value) -> ids.shown(value));
              return new Answer(answer.status(), headers, ids.shown(answer.body()));
            }
          };
        });
  }

  /** Each attack with what lets it do harm. */
  static List<Hole> all() {
    List<Hole> all = new ArrayList<>();
    all.add(
        of(
            "a filter is part of a statement",
            "SQL in the parameters",
            (c, q) ->
                sent(c, q.path().contains("title=") && isSql(q.path()) ? at(q, "/notes") : q)));
    all.add(
        of(
            "a search is part of a statement",
            "SQL in the parameters",
            (c, q) -> sent(c, q.path().contains("q=") && isSql(q.path()) ? at(q, "/notes") : q)));
    all.add(
        of(
            "a wildcard finds everything",
            "SQL in the parameters",
            (c, q) -> sent(c, q.path().endsWith("q=%25") ? at(q, "/notes") : q)));
    all.add(
        of(
            "an order is part of a statement",
            "SQL in the parameters",
            (c, q) -> {
              if (decoded(q.path()).contains("DROP TABLE")) {
                var path = "/notes/" + id(anyNote(c));
                sent(c, new Request(Wallet.A, "DELETE", path, Map.of(), ""));
              }
              return sent(c, q);
            }));
    all.add(
        of(
            "a key is part of a query",
            "SQL in the key",
            (c, q) ->
                q.method().equals("GET") && is(q, "GET", "/notes/.*") && isSql(q.path())
                    ? anyNote(c)
                    : sent(c, q)));
    all.add(
        of(
            "a key is part of a deletion",
            "SQL in the key",
            (c, q) ->
                q.method().equals("DELETE") && isSql(q.path())
                    ? new Answer(204, Map.of(), "")
                    : sent(c, q)));
    all.add(
        answers(
            "a text is escaped on its way",
            "stay as they are",
            (q, a) ->
                new Answer(a.status(), a.headers(), a.body().replace("<script>", "&lt;script>"))));
    all.add(
        answers(
            "a record is a page",
            "No answer runs in a page",
            (q, a) -> is(q, "GET", "/notes/.*") ? with(a, "content-type", "text/html") : a));
    all.add(
        answers(
            "a browser guesses types",
            "No answer runs in a page",
            (q, a) -> {
              var headers = new TreeMap<>(a.headers());
              headers.remove("x-content-type-options");
              return new Answer(a.status(), headers, a.body());
            }));
    all.add(
        answers(
            "a path is part of a header",
            "became a header",
            (q, a) -> q.path().contains("%0d%0a") ? splitHeader(a, decoded(q.path())) : a));
    all.add(logs("a log has line breaks of callers", "a line of the log", text -> text));
    all.add(
        logs(
            "a log has what moves in a terminal",
            "a line of the log",
            text -> text.replaceAll("[\r\n]", " ")));
    all.add(
        of(
            "a text is part of a command",
            "run as a command",
            (c, q) -> {
              if (is(q, "POST", "/(notes|pages)")) {
                body(q)
                    .ifPresent(
                        body -> run(c, body.path("title").asText(body.path("body").asText())));
              }
              return sent(c, q);
            }));
    all.add(
        of(
            "a key is a file",
            "that are paths lead nowhere",
            (c, q) ->
                q.path().contains("%2fetc%2fpasswd")
                    ? file(decoded(q.path().substring("/notes/".length())))
                    : sent(c, q)));
    all.add(
        of(
            "dots in a path are resolved",
            "that are paths lead nowhere",
            (c, q) -> sent(c, q.path().endsWith("/%2e%2e") ? at(q, "/notes") : q)));
    all.add(
        of(
            "a pattern tries all ways",
            "is as quick with any text",
            (c, q) -> {
              body(q)
                  .filter(body -> body.path("slug").isTextual())
                  .ifPresent(
                      body -> MATCHES_IN_MANY_WAYS.matcher(body.path("slug").asText()).matches());
              return sent(c, q);
            }));
    all.add(
        of(
            "deep bodies are taken",
            "nested without end",
            (c, q) ->
                q.body().contains("[".repeat(10_000))
                    ? new Answer(201, Map.of(), "")
                    : sent(c, q)));
    all.add(
        of(
            "compressed bodies are unpacked",
            "that is compressed",
            (c, q) ->
                sent(
                    c,
                    "gzip".equals(q.headers().get("content-encoding"))
                        ? with(q, unpacked(q), Session.SENDS_JSON)
                        : q)));
    all.add(
        of(
            "the last of two members counts",
            "says something twice",
            (c, q) ->
                sent(
                    c,
                    is(q, "POST", "/notes")
                        ? body(q).map(b -> with(q, b.toString(), q.headers())).orElse(q)
                        : q)));
    for (var claim : List.of("id", "created_at", "twice")) {
      all.add(takes(claim));
    }
    all.add(
        answers(
            "an action takes the fields of its record",
            "set no field that is none of them",
            (q, a) ->
                is(q, "POST", "/pages/.*/view") && a.status() == 422
                    ? new Answer(200, a.headers(), "{}")
                    : is(q, "GET", "/pages/.*")
                        ? Faults.body(a, "\"views\":[0-9]+", "\"views\":770077")
                        : a));
    all.add(
        answers(
            "what is hidden is forbidden",
            OTHERS,
            (q, a) ->
                q.as() == Wallet.B && is(q, "PATCH", "/notes/.*") && isThere(q)
                    ? refusal(403, "You may not do that.")
                    : a));
    all.add(
        answers(
            "what is hidden has its tag",
            OTHERS,
            (q, a) ->
                q.as() == Wallet.B && is(q, "DELETE", "/notes/.*") && isThere(q)
                    ? with(a, "etag", "\"1-x\"")
                    : a));
    all.add(
        answers(
            "a tag is compared before anybody is asked who he is",
            OTHERS,
            (q, a) ->
                q.as() == Wallet.B && q.headers().containsKey("if-match") && isThere(q)
                    ? refusal(412, "It is not what If-Match names.")
                    : a));
    all.add(
        of(
            "an action asks nobody who he is",
            OTHERS,
            (c, q) -> sent(c, is(q, "POST", "/notes/.*/archive") ? as(Wallet.A, q) : q)));
    all.add(
        of(
            "a search finds what others have",
            "No list that another wallet asks for",
            (c, q) ->
                sent(
                    c,
                    q.path().contains("&q=") || q.path().contains("?q=") ? as(Wallet.A, q) : q)));
    all.add(
        of(
            "a range finds what others have",
            "No list that another wallet asks for",
            (c, q) -> sent(c, q.path().contains("stars_from=") ? as(Wallet.A, q) : q)));
    all.add(
        of(
            "anybody refers to anything",
            "Nothing can refer to",
            (c, q) -> sent(c, is(q, "POST", "/labels") ? as(Wallet.A, q) : q)));
    all.add(countedIds());
    for (var bad : BadAssertion.values()) {
      all.add(believes(bad));
    }
    for (var leak :
        List.of(
            "java.lang.IllegalStateException:",
            "NullPointerException at",
            "\tat factory.runtime.Store.read(Store.java:12)",
            "SELECT id, title FROM notes WHERE",
            "no such column: x",
            "no file /home/factory/data/store.db:",
            "root:x:0:0:root")) {
      all.add(leaks(leak));
    }
    return all;
  }

  /** Whether an id is one that was given, and not one that the prover has drawn. */
  private static boolean isThere(Request request) {
    var id = ID.matcher(request.path());
    return id.find() && id.group().charAt(14) == '4';
  }

  /** Of services that have secrets. */
  static List<Hole> ofSecrets() {
    List<Hole> all = new ArrayList<>();
    all.add(
        of(
            "a secret is in an answer",
            "No answer shows a secret",
            (c, q) -> {
              var answer = sent(c, q);
              var secret = body(q).map(body -> body.path("password").asText()).orElse("");
              return secret.isEmpty()
                  ? answer
                  : new Answer(
                      answer.status(),
                      answer.headers(),
                      answer.body().replaceFirst("\"name\":\"", "\"name\":\"" + secret));
            }));
    for (var algorithm : List.of("plain", "SHA-256")) {
      all.add(
          of(
              "a file has a secret as " + algorithm,
              "neither its files nor its log",
              (c, q) -> {
                body(q)
                    .map(body -> body.path("password").asText())
                    .filter(secret -> !secret.isEmpty())
                    .ifPresent(secret -> write(c, algorithm, secret));
                return sent(c, q);
              }));
    }
    all.add(logs("a log has a secret", "neither its files nor its log", Hole::line));
    return all;
  }

  private static String line(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }

  private static void write(Client service, String algorithm, String secret) {
    try {
      var bytes = secret.getBytes(StandardCharsets.UTF_8);
      var kept =
          algorithm.equals("plain")
              ? secret
              : java.util.HexFormat.of()
                  .formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
      Files.writeString(service.data().orElseThrow().resolve("kept"), kept);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
