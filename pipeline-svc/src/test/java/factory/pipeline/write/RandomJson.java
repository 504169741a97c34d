package factory.pipeline.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Specifications as JSON, out of nothing but a seed, with names that are hard on a writer. */
public final class RandomJson {
  private static final List<String> WORDS =
      List.of(
          "book",
          "class",
          "field",
          "resource",
          "main",
          "string",
          "order",
          "group",
          "value",
          "input",
          "call",
          "record",
          "row",
          "x",
          "a1",
          "list",
          "objects",
          "service",
          "long_name_of_it",
          "condition",
          "text",
          "int",
          "return",
          "this",
          "math");

  private final Random random;
  private final List<String> kinds = new ArrayList<>();

  private RandomJson(Random random) {
    this.random = random;
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private boolean maybe() {
    return random.nextBoolean();
  }

  private String string(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /** Another one for each seed; the checker refuses about half of them. */
  public static String of(long seed) {
    return new RandomJson(new Random(seed)).specification();
  }

  private String specification() {
    var count = 1 + random.nextInt(3);
    while (kinds.size() < count) {
      var word = any(WORDS);
      if (!kinds.contains(word)) {
        kinds.add(word);
      }
    }
    var all = new ArrayList<String>();
    var actions = new ArrayList<String>();
    for (var i = 0; i < count; i++) {
      all.add(kind(i));
      actions.addAll(actions(kinds.get(i)));
    }
    return "{\"format\": 1, \"title\": "
        + string(
            any(
                List.of(
                    "*/ class X {}", "A \\u0022 \" title", "Plain", "\u00e9\u4e2d <b>", "%s ${x}")))
        + ", \"description\": "
        + string(any(List.of("", "Some */ words // here @see {@code}", "\u202e")))
        + ", \"kinds\": ["
        + String.join(", ", all)
        + "], \"actions\": ["
        + String.join(", ", actions)
        + "], \"functions\": ["
        + function()
        + "], \"reports\": ["
        + report()
        + "]}";
  }

  private static String plural(String kind) {
    return kind + "_all";
  }

  /** Each kind has these, so that expressions have something to speak of. */
  private String kind(int at) {
    var name = kinds.get(at);
    var fields = new ArrayList<String>();
    fields.add("{\"name\": \"amount\", \"type\": \"money\", \"required\": true, \"min\": 0}");
    fields.add(
        "{\"name\": \"count\", \"type\": \"integer\", \"required\": true, \"default\": \"1\"}");
    fields.add("{\"name\": \"maybe\", \"type\": \"decimal\", \"scale\": 3}");
    fields.add("{\"name\": \"due\", \"type\": \"instant\"}");
    fields.add(
        "{\"name\": \"state\", \"type\": \"enum\", \"values\": [\"open\", \"done\"], \"transitions\": {\"open\": [\"done\"]}, \"set_by\": \"actions\", \"initial\": \"'open'\", \"required\": true}");
    if (maybe()) {
      fields.add(
          "{\"name\": \"worth\", \"type\": \"money\", \"computed\": "
              + string(
                  any(
                      List.of(
                          "record.amount * decimal(record.count)",
                          "record.maybe != null ? record.amount + record.maybe : record.amount",
                          "record.count > 3 ? record.amount : decimal('0')")))
              + "}");
    }
    for (var i = 0; i < random.nextInt(4); i++) {
      fields.add(field("f" + i + "_" + any(WORDS)));
    }
    if (at > 0) {
      fields.add(
          "{\"name\": \"parent\", \"type\": \"reference\", \"kind\": %s, \"required\": true, \"on_delete\": %s}"
              .formatted(
                  string(kinds.get(random.nextInt(at))),
                  string(any(List.of("restrict", "cascade")))));
    }
    return "{\"name\": %s, \"plural\": %s, \"key\": %s, \"fields\": [%s]%s%s%s%s}"
        .formatted(
            string(name),
            string(plural(name)),
            any(
                List.of(
                    "{\"type\": \"uuid\"}",
                    "{\"type\": \"sequence\"}",
                    "{\"type\": \"code\", \"length\": 8}")),
            String.join(", ", fields),
            maybe()
                ? ", \"rules\": [{\"check\": \"record.amount >= decimal('1') || record.count > 0\", \"field\": \"amount\", \"message\": \"must \\\"be\\\" more\"}]"
                : "",
            maybe()
                ? ", \"list\": {\"filters\": [{\"field\": \"state\"}, {\"field\": \"amount\", \"by\": [\"range\", \"equal\"]}], \"order\": [\"count\", \"amount\"], \"default_order\": \"-count\"}"
                : "",
            any(
                List.of(
                    "",
                    ", \"access\": {\"read\": \"owner\"}",
                    ", \"access\": {\"update\": {\"when\": \"record.state == 'open'\"}, \"delete\": \"nobody\"}")),
            any(List.of("", ", \"operations\": [\"list\", \"create\", \"read\"]")));
  }

  private String field(String name) {
    return "{\"name\": %s, %s%s%s}"
        .formatted(
            string(name),
            any(
                List.of(
                    "\"type\": \"text\", \"max_length\": 40, \"trimmed\": true",
                    "\"type\": \"text\", \"pattern\": \"[A-Z]{2}-\\\\d{3,4}\"",
                    "\"type\": \"text\", \"multiline\": true, \"max_length\": 5000",
                    "\"type\": \"integer\", \"exclusive_min\": -5, \"max\": 12345678901",
                    "\"type\": \"decimal\", \"scale\": 2, \"min\": 0.25, \"exclusive_max\": 7.5",
                    "\"type\": \"money\", \"exclusive_min\": 0, \"max\": 99.99",
                    "\"type\": \"date\"",
                    "\"type\": \"time\"",
                    "\"type\": \"instant\"",
                    "\"type\": \"duration\"",
                    "\"type\": \"email\"",
                    "\"type\": \"url\"",
                    "\"type\": \"enum\", \"values\": [\"a\", \"b-c\", \"D_e\"]",
                    "\"type\": \"wallet\"")),
            maybe() ? ", \"required\": true" : "",
            maybe() ? ", \"description\": " + string("Said \" of */ it\\") : "");
  }

  private List<String> actions(String kind) {
    var all = new ArrayList<String>();
    if (maybe()) {
      all.add(
          """
          {"name": %s, "kind": %s, "on": "record",
           "inputs": [{"name": "more", "type": "integer", "required": true, "min": 1}, {"name": %s, "type": "text"}],
           "guards": [{"check": %s, "status": 409, "reason": "NOT_NOW", "message": "Not \\"now\\"."}],
           "effects": [{"set": "record", "values": {"count": "record.count + input.more", "state": "'done'"}}],
           "answer": %s}"""
              .formatted(
                  string(any(WORDS)),
                  string(kind),
                  string(operand("note")),
                  string(
                      any(
                          List.of(
                              "record.state == 'open'",
                              "record.count + input.more < 100",
                              "%s.filter(o, o.count > input.more).size() < 5"
                                  .formatted(plural(kind)),
                              "!%s.exists(o, o.state == 'done' && o.amount > record.amount)"
                                  .formatted(plural(kind))))),
                  any(
                      List.of(
                          "\"record\"",
                          "\"nothing\"",
                          "{\"values\": [{\"name\": %s, \"type\": \"integer\", \"value\": \"100 - record.count\"}]}"
                              .formatted(string(operand("left")))))));
    }
    if (maybe()) {
      all.add(
          """
          {"name": "take_next", "kind": %s, "on": "collection",
           "effects": [{"take": "%s.filter(o, o.state == 'open')", "order": "created_at", "as": "next", "none": {"status": 404, "reason": "NONE_LEFT", "message": "None is left."}},
             {"set": "next", "values": {"state": "'done'", "due": "now"}}],
           "answer": {"found": "next"}}"""
              .formatted(string(kind), plural(kind)));
    }
    return all;
  }

  /** What an input or an output is called: also as what each record has. */
  private String operand(String name) {
    return any(List.of(name, "id", "created_at", "updated_at"));
  }

  private String function() {
    return """
        {"name": %s, "inputs": [{"name": "first", "type": "decimal", "required": true}, {"name": "n", "type": "integer", "required": true, "max": 9}, {"name": %s, "type": "text"}],
         "lets": [{"name": "twice", "value": "input.first * 2.0"}, {"name": "more", "value": %s}],
         "refusals": [{"when": "twice > 1000.0", "status": 422, "reason": "TOO_BIG", "message": "Too big."}],
         "outputs": [{"name": "result", "type": "decimal", "value": "round(more, 2)"}, {"name": %s, "type": "text", "value": "input.n > 3 ? 'many' : 'few'"}]}"""
        .formatted(
            string("compute_" + any(WORDS)),
            string(operand("note")),
            string(
                any(
                    List.of(
                        "twice + decimal(input.n)",
                        "input.n > 0 ? twice / decimal(input.n) : twice",
                        "twice - 1.5"))),
            string(operand("words")));
  }

  private String report() {
    var kind = any(kinds);
    var since = operand("since");
    return """
        {"name": %s, "kind": %s, "inputs": [{"name": %s, "type": "instant"}], "where": "record.due >= input.%s",
         "groups": [{"name": "state", "field": "state"}, {"name": "day", "field": "due", "by": "day"}],
         "measures": [{"name": "n", "function": "count"}, {"name": "total", "function": "sum", "of": "amount"}, {"name": "mean", "function": "average", "of": "count"}],
         "order": ["-n"], "limit": 50}"""
        .formatted(string("report_" + any(WORDS)), string(kind), string(since), since);
  }
}
