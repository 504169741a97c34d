package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** Paths, bodies and assertions that no honest caller sends. */
final class RequestProbes {
  private static final int DEPTH = 20_000;
  private static final int UNPACKED = 4 << 20;
  private static final int OVERSIZE = 11 << 20;

  /** In place of a key. What they mean elsewhere is another path, a file, a header or a line. */
  private static final List<String> SEGMENTS =
      List.of(
          "..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
          "%2e%2e",
          "%252e%252e%252fhealth",
          "..%5c..;%00",
          "a%0d%0a" + Hostile.HEADER + ":%201%0d%0a%0d%0a" + Hostile.MARK);

  private final Session session;
  private final Supply supply;

  RequestProbes(Session session, Supply supply) {
    this.session = session;
    this.supply = supply;
  }

  /** A path of which the last segment is a key, on the wire; empty where there is none. */
  static Optional<String> before(Kind kind) {
    if (!kind.operations().contains(Operation.READ)) {
      return Optional.empty();
    }
    if (kind.http().isEmpty()) {
      return Optional.of(Maker.path(kind) + "/");
    }
    return Routes.of(kind, Operation.READ).stream()
        .map(route -> route.path())
        .filter(path -> path.matches("/[^{}]*/\\{[^{}]*\\}"))
        .map(path -> path.substring(0, path.indexOf('{')))
        .findFirst();
  }

  void paths(Kind kind, String before) {
    session.check(
        Area.ATTACKS,
        "Keys of " + kind.plural().replace('_', ' ') + " that are paths lead nowhere",
        () ->
            Pairs.of(
                SEGMENTS.stream()
                    .<Pairs.Asking<Exchange>>map(segment -> () -> leadsNowhere(before + segment))
                    .toList()));
  }

  private Exchange leadsNowhere(String path) throws Ended {
    var answer = session.send(new Request(Wallet.A, "GET", path, Map.of(), ""));
    if (answer.status() < 400 || answer.status() >= 500) {
      throw answer.contradicts("where a path that has no one meaning leads nowhere");
    }
    return answer;
  }

  /** One of them, for whoever draws. */
  void path(String before) throws Ended {
    var _ = leadsNowhere(before + SEGMENTS.get(session.random().nextInt(SEGMENTS.size())));
  }

  void bodies(Target target) {
    session.check(
        Area.ATTACKS,
        "A body for " + target.name() + " that is nested without end is refused",
        () -> deep(target));
    session.check(
        Area.ATTACKS,
        "A body for " + target.name() + " that is compressed is refused, and not unpacked",
        () -> compressed(target));
    session.check(
        Area.ATTACKS,
        "A body for " + target.name() + " that says something twice is refused",
        () -> twice(target));
  }

  void deep(Target target) throws Ended {
    var deep = "[".repeat(DEPTH) + "]".repeat(DEPTH);
    var fields = target.body().fieldNames();
    var name = fields.hasNext() ? fields.next() : "zq";
    target.send(session, "{\"" + name + "\":" + deep + "}").expect(400, 422);
  }

  /** Some kB that become some MB. */
  void compressed(Target target) throws Ended {
    var text = target.good().body();
    var packed = packed(text.substring(0, text.length() - 1) + " ".repeat(UNPACKED) + "}");
    var answer =
        target.send(
            session,
            target.with(
                new String(packed, StandardCharsets.ISO_8859_1),
                Map.of("content-type", "application/json", "content-encoding", "gzip"),
                StandardCharsets.ISO_8859_1));
    // Refused before any route is asked, whatever a document has in place of it.
    if (answer.status() != 415 && answer.status() != 413) {
      answer.expect(415, 413);
    }
  }

  private static byte[] packed(String text) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** At every depth: two readers of such a body read two things. */
  void twice(Target target) throws Ended {
    var body = target.body();
    var inner = twiceWithin(target.fields(body));
    if (inner.isPresent()) {
      target.send(session, inside(target, inner.get())).expect(400, 422);
    }
    for (var member : List.copyOf(target.fields(body).properties())) {
      var deeper = twiceWithin(member.getValue());
      // A file is no object before it is sent.
      if (deeper.isPresent() && SentFile.read(member.getValue()).isEmpty()) {
        var marked = target.body();
        target.fields(marked).put(member.getKey(), Hostile.MARK);
        target
            .send(session, marked.toString().replace("\"" + Hostile.MARK + "\"", deeper.get()))
            .expect(400, 422);
      }
    }
  }

  /** A body with this in place of what has the fields. */
  private static String inside(Target target, String fields) {
    return target
        .over()
        .flatMap(asked -> asked.route().bodyWithin())
        .map(within -> "{\"" + within + "\":" + fields + "}")
        .orElse(fields);
  }

  private static Optional<String> twiceWithin(JsonNode value) {
    if (value instanceof ObjectNode object && !object.isEmpty()) {
      var text = object.toString();
      var first = object.properties().iterator().next();
      var name = ExactJson.MAPPER.getNodeFactory().textNode(first.getKey()).toString();
      return Optional.of("{" + name + ":" + first.getValue() + "," + text.substring(1));
    }
    if (value.isArray() && !value.isEmpty()) {
      return twiceWithin(value.get(0)).map(one -> "[" + one + "]");
    }
    return Optional.empty();
  }

  /** Longer than a service reads: refused, or cut off; and the service is there after it. */
  void tooLarge(Target target) throws Ended {
    var request =
        target.with(
            "{\"zq\":\"" + "x".repeat(OVERSIZE) + "\"}",
            Session.SENDS_JSON,
            StandardCharsets.UTF_8);
    session.sentOne();
    try {
      var answer = session.client().send(request);
      if (answer.status() < 400) {
        throw Ended.failed(
            "a body of 11 MiB for %s was taken with %d".formatted(target.name(), answer.status()));
      }
    } catch (IOException e) {
      // It hears that it is refused only when it stops sending, which this one does not.
    }
    session.call(Wallet.A, "GET", "/health").expect(200);
  }

  /** What needs somebody who calls, on the wire. */
  void assertions(String path) {
    session.check(
        Area.ATTACKS,
        "Nobody is believed whom the gate does not vouch for: now, for this service, as it is",
        () ->
            Pairs.of(
                Arrays.stream(BadAssertion.values())
                    .<Pairs.Asking<Boolean>>map(bad -> () -> disbelieved(path, bad))
                    .toList()));
  }

  private boolean disbelieved(String path, BadAssertion bad) throws Ended {
    var request = new Request(Wallet.A, "GET", path, Map.of(), "");
    try {
      session.sentOne();
      var answer = session.client().send(request, bad);
      if (answer.isEmpty()) {
        throw Ended.notTried("no assertion can be made here");
      }
      if (answer.get().status() != 401) {
        throw Ended.failed(
            "GET %s with an assertion that is %s answered %d, not 401: %s"
                .formatted(
                    path,
                    bad.word(),
                    answer.get().status(),
                    Exchange.shortened(answer.get().body())));
      }
      return true;
    } catch (IOException e) {
      throw Ended.failed(
          "GET %s with an assertion that is %s got no answer: %s"
              .formatted(path, bad.word(), e.getMessage()));
    }
  }

  /** A field with a pattern, in a body that is right but for it. */
  void pattern(Target target, Field field) {
    session.check(
        Area.ATTACKS,
        "The pattern of %s for %s is as quick with any text".formatted(field.name(), target.name()),
        () -> quick(target, field));
  }

  static boolean hasPattern(Field field) {
    return field.type() instanceof FieldType.Text text && text.pattern().isPresent();
  }

  private void quick(Target target, Field field) throws Ended {
    if (!(field.type() instanceof FieldType.Text text) || text.pattern().isEmpty()) {
      throw Ended.notTried("it has no pattern");
    }
    var hostile = Explosive.texts(text, supply.next());
    if (hostile.isEmpty()) {
      throw Ended.notTried("no text was found that comes near it");
    }
    var timed = new Explosive.Timed();
    for (var round = 0; round < Explosive.ROUNDS; round++) {
      for (var value : hostile) {
        timed.plain(took(target, field, "~"));
        timed.hostile(value, took(target, field, value));
      }
      if (timed.slowest().isEmpty()) {
        return;
      }
    }
    throw Ended.failed(
        "%s with the %s '%s' took %d times as long as with '~', each time of %d"
            .formatted(
                target.name(),
                field.name(),
                timed.slowest().orElseThrow(),
                timed.ratio(),
                Explosive.ROUNDS));
  }

  private long took(Target target, Field field, String value) throws Ended {
    var body = target.body();
    target.fields(body).put(target.called(field), value);
    var from = System.nanoTime();
    target.send(session, body.toString());
    return System.nanoTime() - from;
  }
}
