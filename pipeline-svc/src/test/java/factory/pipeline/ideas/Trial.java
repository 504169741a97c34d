package factory.pipeline.ideas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Follows one test on an empty service, as somebody would who reads nothing but its document. */
final class Trial {
  private static final Pattern KEPT = Pattern.compile("\\{([a-z][a-z0-9_]*)\\}");

  private final World world;
  private final Records records;
  private final Lists lists;
  private final Deeds deeds;
  private final Figures figures;
  private final Sessions sessions;

  Trial(World world) {
    this.world = world;
    this.records = new Records(world);
    this.lists = new Lists(world);
    this.deeds = new Deeds(world, records);
    this.figures = new Figures(world, lists);
    this.sessions = new Sessions(world);
  }

  /** What becomes of it. */
  Verdict follow(JsonNode test) throws IOException {
    var number = 0;
    for (var step : test.path("do")) {
      number++;
      try {
        take(step);
      } catch (Verdict.Told told) {
        if (told.verdict() instanceof Verdict.Missing && step.path("if_there").asBoolean()) {
          continue;
        }
        return told.verdict() instanceof Verdict.Wrong(var why)
            ? new Verdict.Wrong("step %d: %s".formatted(number, why))
            : told.verdict();
      } catch (RuntimeException e) {
        throw new IllegalArgumentException(
            "%s, step %d: %s".formatted(test.path("name").asText(), number, e.getMessage()), e);
      }
    }
    return new Verdict.Right();
  }

  private void take(JsonNode step) throws IOException, Verdict.Told {
    var verb = step.fieldNames().next();
    switch (verb) {
      case "make" -> records.make(step);
      case "read" -> records.read(step);
      case "change" -> records.change(step);
      case "delete" -> records.delete(step);
      case "list" -> lists.list(step);
      case "do" -> deeds.deed(step);
      case "call" -> deeds.call(step);
      case "figure" -> figures.figure(step);
      case "ranking" -> figures.ranking(step);
      case "login" -> sessions.login(step);
      case "logout" -> sessions.logout(step);
      case "send" -> send(step);
      default -> throw new IllegalArgumentException("no such step: " + verb);
    }
  }

  /**
   * {@code send: POST /books, body: {...}, status: 201, see: {...}, rows: [...], keep: b}: where
   * the wish itself names method, path and names; exactly.
   */
  private void send(JsonNode step) throws IOException, Verdict.Told {
    var line = step.path("send").asText().split(" ", 2);
    var path =
        KEPT.matcher(line[1])
            .replaceAll(found -> Matcher.quoteReplacement(world.values.text("$" + found.group(1))));
    var body = step.has("body") ? filled(step.path("body")) : null;
    var answer = world.wire.send(Wire.caller(step), line[0], path, body);
    if (answer.status() != step.path("status").asInt()) {
      throw Verdict.wrong(answer.said() + ", expected " + step.path("status"));
    }
    if (step.has("keep")) {
      var none = JsonNodeFactory.instance.missingNode();
      var key = answer.json().path(step.path("key").asText("id")).asText();
      world.values.keep(
          step.path("keep").asText(),
          new Kept(
              new Served.Kind(path, path.substring(path.lastIndexOf('/') + 1), none),
              path + "/" + key,
              key,
              answer.json()));
    }
    for (var each : step.path("see").properties()) {
      if (!world.values.is(each.getValue(), answer.json().path(each.getKey()))) {
        throw Verdict.wrong(
            "%s, where %s is not %s".formatted(answer.said(), each.getKey(), each.getValue()));
      }
    }
    if (step.has("rows")) {
      java.util.List<JsonNode> rows = new java.util.ArrayList<>();
      Lists.rows(answer.json()).forEach(rows::add);
      lists.see(step, rows, JsonNodeFactory.instance.missingNode(), answer.said());
    }
  }

  private JsonNode filled(JsonNode body) {
    var copy = World.MAPPER.createObjectNode();
    body.properties()
        .forEach(
            each ->
                copy.set(
                    each.getKey(),
                    each.getValue().isTextual()
                        ? JsonNodeFactory.instance.textNode(
                            world.values.text(each.getValue().asText()))
                        : each.getValue()));
    return copy;
  }
}
