package factory.pipeline.ideas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** One service as one test sees it: what it serves, how to ask, and what was kept. */
final class World {
  static final ObjectMapper MAPPER = new ObjectMapper();

  /** Of every record, so that a test means them only when it says so. */
  private static final Set<String> OF_EVERY_RECORD = Set.of("id", "created_at", "updated_at");

  private static final Pattern PARAMETER = Pattern.compile("\\{[^}/]+\\}");

  final Served served;
  final Wire wire;
  final Words words;
  final Values values;
  private final Set<String> known;

  /**
   * A world.
   *
   * @param known all fields that tests of the wish give: what else a service requires, its reader
   *     has thought of, and gets a sample
   */
  World(Served served, Wire wire, Words words, Values values, Set<String> known) {
    this.served = served;
    this.wire = wire;
    this.words = words;
    this.values = values;
    this.known = known;
  }

  /** All fields that tests give. */
  static Set<String> known(Collection<JsonNode> tests) {
    Set<String> known = new HashSet<>();
    for (var test : tests) {
      for (var step : test.path("do")) {
        step.path("with").fieldNames().forEachRemaining(known::add);
      }
    }
    return known;
  }

  /** The kind that a test means; the one with the shortest path when two are called so. */
  Served.Kind kind(String wanted) throws Verdict.Told {
    return findKind(wanted)
        .orElseThrow(
            () -> Verdict.missing("a collection of " + wanted, words.alternatives(wanted)));
  }

  Optional<Served.Kind> findKind(String wanted) {
    var alternatives = words.alternatives(wanted);
    return served.kinds().stream()
        .filter(kind -> words.fit(kind.name(), alternatives) > 0)
        .max(
            Comparator.<Served.Kind>comparingInt(kind -> words.fit(kind.name(), alternatives))
                .thenComparingInt(kind -> -kind.base().length()));
  }

  Kept record(String reference) {
    return values
        .kept(reference)
        .orElseThrow(() -> new IllegalArgumentException("nothing was kept as " + reference));
  }

  /** Which member each wanted name means; a member is meant by the name that fits it best. */
  Map<String, String> matched(Collection<String> wanted, Collection<String> members) {
    record Fit(String wanted, String member, int fit) {}
    List<Fit> fits = new ArrayList<>();
    for (var name : wanted) {
      var alternatives = words.alternatives(name);
      for (var member : members) {
        var fit = words.fit(member, alternatives);
        if (fit > 0 && (!OF_EVERY_RECORD.contains(member) || fit > 800)) {
          fits.add(new Fit(name, member, fit));
        }
      }
    }
    fits.sort(Comparator.comparingInt(Fit::fit).reversed());
    Map<String, String> matched = new HashMap<>();
    Set<String> used = new HashSet<>();
    for (var each : fits) {
      if (!matched.containsKey(each.wanted()) && used.add(each.member())) {
        matched.put(each.wanted(), each.member());
      }
    }
    return matched;
  }

  /**
   * A body.
   *
   * @param left what was given and has no place in it
   */
  record Body(ObjectNode json, Map<String, JsonNode> left) {}

  /** What a test gives, as a schema has it. */
  Body body(JsonNode schema, JsonNode with) {
    var members = served.members(schema);
    Map<String, JsonNode> given = new LinkedHashMap<>();
    with.properties().forEach(each -> given.put(each.getKey(), each.getValue()));
    var matched = matched(given.keySet(), members.keySet());
    var json = MAPPER.createObjectNode();
    Map<String, JsonNode> left = new LinkedHashMap<>();
    for (var each : given.entrySet()) {
      var member = matched.get(each.getKey());
      if (member == null) {
        left.put(each.getKey(), each.getValue());
      } else {
        json.set(member, values.sent(each.getValue(), Served.named(members, member), served));
      }
    }
    for (var required : Wish.texts(schema.path("required"))) {
      var member = Served.named(members, required);
      // A moment may be two fields, its day and its time.
      var same =
          given.entrySet().stream()
              .filter(each -> words.fit(required, words.alternatives(each.getKey())) > 800)
              .findFirst();
      if (!json.has(required) && same.isPresent()) {
        json.set(required, values.sent(same.get().getValue(), member, served));
      } else if (!json.has(required) && !isKnown(required)) {
        json.set(required, Sample.of(member));
      }
    }
    return new Body(json, left);
  }

  /** Whether a test gives it somewhere, so that not to give it is meant. */
  private boolean isKnown(String member) {
    return known.stream().anyMatch(name -> words.fit(member, words.alternatives(name)) > 500);
  }

  /** Records that a step speaks of. */
  List<Kept> references(JsonNode given) {
    List<Kept> found = new ArrayList<>();
    given.properties().forEach(each -> values.kept(each.getValue().asText()).ifPresent(found::add));
    return found;
  }

  /** A path with the keys of records in it; empty when one of its parameters is of no record. */
  Optional<String> path(String template, List<Kept> records) {
    var path = new StringBuilder();
    var before = "";
    for (var segment : template.substring(1).split("/")) {
      var part = segment;
      if (PARAMETER.matcher(segment).matches()) {
        var base = before;
        var record =
            records.stream()
                .filter(
                    each ->
                        each.kind().base().endsWith("/" + base) || each.kind().name().equals(base))
                .findFirst();
        if (record.isEmpty()) {
          return Optional.empty();
        }
        part = Wire.encoded(record.get().key());
      }
      path.append('/').append(part);
      before = segment;
    }
    return Optional.of(path.toString());
  }

  /** What was made, so that later steps can speak of it. */
  Kept kept(Served.Kind kind, JsonNode shown, List<Kept> records) {
    var one =
        served
            .ofOne("GET", kind)
            .or(() -> served.ofOne("PATCH", kind))
            .or(() -> served.ofOne("PUT", kind))
            .or(() -> served.ofOne("DELETE", kind));
    var parameter =
        one.map(each -> each.path().replaceFirst(".*\\{([^}]+)\\}$", "$1")).orElse("id");
    var member =
        shown.has(parameter)
            ? parameter
            : words.find(names(shown), List.of(parameter)).orElse("id");
    var key = shown.path(member).asText(shown.path("id").asText());
    var base = path(kind.base(), records).orElse(kind.base());
    return new Kept(kind, base + "/" + Wire.encoded(key), key, shown);
  }

  static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The kind of which an answer with that schema is one; empty when it is of none. */
  Optional<Served.Kind> shownBy(JsonNode schema) {
    return served.kinds().stream().filter(kind -> kind.schema().equals(schema)).findFirst();
  }

  /**
   * Holds an object against what a test wants to see of it: a map of fields, or several of which
   * one is right.
   *
   * @param schema what is known of it besides
   */
  void see(JsonNode wanted, JsonNode got, JsonNode schema, String said) throws Verdict.Told {
    if (wanted.isMissingNode()) {
      return;
    }
    Optional<Verdict.Told> first = Optional.empty();
    for (var each : wanted.isArray() ? wanted : MAPPER.createArrayNode().add(wanted)) {
      try {
        seeOne(each, got, schema, said);
        return;
      } catch (Verdict.Told told) {
        // That there is such a thing, which is wrong, says more than that there is not.
        if (first.isEmpty() || first.get().verdict() instanceof Verdict.Missing) {
          first = Optional.of(told);
        }
      }
    }
    throw first.orElseThrow();
  }

  private void seeOne(JsonNode wanted, JsonNode got, JsonNode schema, String said)
      throws Verdict.Told {
    Set<String> members = new LinkedHashSet<>(names(got));
    members.addAll(served.members(schema).keySet());
    var matched = matched(names(wanted), members);
    for (var each : wanted.properties()) {
      var member = matched.get(each.getKey());
      var value = member == null ? MissingNode.getInstance() : got.path(member);
      if (member == null && !values.is(each.getValue(), value)) {
        throw Verdict.missing("a field " + each.getKey(), words.alternatives(each.getKey()));
      }
      if (!values.is(each.getValue(), value)) {
        throw Verdict.wrong(
            "%s, where %s is not %s".formatted(said, member, each.getValue().toString()));
      }
    }
  }
}
