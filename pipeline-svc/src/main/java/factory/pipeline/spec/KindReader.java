package factory.pipeline.spec;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.spec.Kind.Filter;
import factory.pipeline.spec.Kind.Filter.Way;
import factory.pipeline.spec.Kind.KindAccess;
import factory.pipeline.spec.Kind.Listing;
import factory.pipeline.spec.Kind.NoOverlap;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Kind.Rule;
import factory.pipeline.spec.Kind.Unique;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** Reads kinds. */
final class KindReader {
  private final List<Problem> problems;
  private final FieldReader fields;

  KindReader(List<Problem> problems) {
    this.problems = problems;
    this.fields = new FieldReader(problems);
  }

  Kind kind(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var kind =
        new Kind(
            object.text("name", Form.NAME, Form.A_NAME),
            object.text("plural", Form.NAME, Form.A_NAME),
            object.text("description", "", Form.PROSE),
            key(object),
            object.list("fields", Form.MAX_FIELDS, fields::field),
            object.list("unique", Form.MAX_STEPS, this::unique),
            object.list("no_overlap", Form.MAX_STEPS, this::noOverlap),
            object.list("rules", Form.MAX_STEPS, this::rule),
            object.has("expires")
                ? Optional.of(object.text("expires", Form.NAME, Form.A_NAME))
                : Optional.empty(),
            listing(object),
            access(object),
            object.words("operations", Operation.class, EnumSet.allOf(Operation.class)),
            object.has("http")
                ? Optional.of(new HttpReader(problems).http(object.get("http"), object.at("http")))
                : Optional.empty());
    object.done();
    return kind;
  }

  private Kind.Key key(JsonObject kind) {
    if (!kind.has("key")) {
      return new Kind.Key.Uuid();
    }
    var object = new JsonObject(kind.get("key"), kind.at("key"), problems);
    Kind.Key key =
        switch (object.text("type", "", Form.LINE)) {
          case "uuid" -> new Kind.Key.Uuid();
          case "sequence" -> new Kind.Key.Sequence();
          case "code" ->
              new Kind.Key.Code(FieldReader.alphabet(object), FieldReader.codeLength(object));
          case "slug" ->
              new Kind.Key.Slug(
                  object.text("of", Form.NAME, Form.A_NAME),
                  object.whole(
                      "max_length",
                      Origin.Slug.LONGEST,
                      Origin.Slug.SHORTEST,
                      Origin.Slug.LONGEST));
          case "natural" -> new Kind.Key.Natural(object.text("field", Form.NAME, Form.A_NAME));
          default -> {
            object.problem("type", "must be one of uuid, sequence, code, slug, natural");
            yield new Kind.Key.Uuid();
          }
        };
    object.done();
    return key;
  }

  private Unique unique(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var unique = new Unique(object.texts("fields", Form.MAX_STEPS, Form.NAME, Form.A_NAME));
    if (unique.fields().size() < 2) {
      object.problem("fields", "must name at least two; one field is unique by itself");
    }
    object.done();
    return unique;
  }

  private NoOverlap noOverlap(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var noOverlap =
        new NoOverlap(
            object.text("from", Form.NAME, Form.A_NAME),
            object.text("to", Form.NAME, Form.A_NAME),
            object.texts("per", Form.MAX_STEPS, Form.NAME, Form.A_NAME));
    object.done();
    return noOverlap;
  }

  private Rule rule(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var rule =
        new Rule(
            object.text("check", Form.CEL),
            object.text("field", Form.NAME, Form.A_NAME),
            object.text("message", Form.LINE));
    object.done();
    return rule;
  }

  private Listing listing(JsonObject kind) {
    if (!kind.has("list")) {
      return Listing.NEWEST_FIRST;
    }
    var object = new JsonObject(kind.get("list"), kind.at("list"), problems);
    var listing =
        new Listing(
            object.list("filters", Form.MAX_FIELDS, this::filter),
            object.texts("search", Form.MAX_STEPS, Form.NAME, Form.A_NAME),
            object.texts("order", Form.MAX_FIELDS, Form.NAME, Form.A_NAME),
            object.has("default_order")
                ? object.text("default_order", Form.ORDER, Form.AN_ORDER)
                : Listing.NEWEST_FIRST.defaultOrder());
    object.done();
    return listing;
  }

  private Filter filter(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var filter =
        new Filter(
            object.text("field", Form.NAME, Form.A_NAME),
            object.words("by", Way.class, EnumSet.of(Way.EQUAL)));
    if (filter.ways().isEmpty()) {
      object.problem("by", "must name at least one way");
    }
    object.done();
    return filter;
  }

  private KindAccess access(JsonObject kind) {
    if (!kind.has("access")) {
      return KindAccess.OPEN;
    }
    var object = new JsonObject(kind.get("access"), kind.at("access"), problems);
    var access =
        new KindAccess(
            ActionReader.access(object, "read", problems),
            ActionReader.access(object, "create", problems),
            ActionReader.access(object, "update", problems),
            ActionReader.access(object, "delete", problems));
    object.done();
    return access;
  }
}
