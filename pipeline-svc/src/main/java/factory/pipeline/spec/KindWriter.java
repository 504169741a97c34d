package factory.pipeline.spec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.spec.Kind.Filter.Way;
import factory.pipeline.spec.Kind.KindAccess;
import factory.pipeline.spec.Kind.Listing;
import factory.pipeline.spec.Kind.Operation;
import java.util.EnumSet;

/** Writes kinds. */
final class KindWriter {
  private KindWriter() {}

  static ObjectNode kind(Kind kind) {
    var json = SpecificationWriter.object();
    json.put("name", kind.name());
    json.put("plural", kind.plural());
    SpecificationWriter.text(json, "description", kind.description());
    key(json, kind.key());
    SpecificationWriter.list(json, "fields", kind.fields(), FieldWriter::field);
    SpecificationWriter.list(
        json,
        "unique",
        kind.unique(),
        unique -> {
          var one = SpecificationWriter.object();
          SpecificationWriter.texts(one, "fields", unique.fields());
          return one;
        });
    SpecificationWriter.list(
        json,
        "no_overlap",
        kind.noOverlap(),
        interval -> {
          var one = SpecificationWriter.object();
          one.put("from", interval.from()).put("to", interval.to());
          SpecificationWriter.texts(one, "per", interval.per());
          return one;
        });
    SpecificationWriter.list(
        json,
        "rules",
        kind.rules(),
        rule ->
            SpecificationWriter.object()
                .put("check", rule.check())
                .put("field", rule.field())
                .put("message", rule.message()));
    kind.expires().ifPresent(expires -> json.put("expires", expires));
    if (!kind.listing().equals(Listing.NEWEST_FIRST)) {
      listing(json.putObject("list"), kind.listing());
    }
    if (!kind.access().equals(KindAccess.OPEN)) {
      var access = json.putObject("access");
      ActionWriter.access(access, "read", kind.access().read());
      ActionWriter.access(access, "create", kind.access().create());
      ActionWriter.access(access, "update", kind.access().update());
      ActionWriter.access(access, "delete", kind.access().delete());
    }
    if (!kind.operations().equals(EnumSet.allOf(Operation.class))) {
      // None at all is said too: without the key there are all five.
      var operations = json.putArray("operations");
      SpecificationWriter.words(kind.operations()).forEach(operations::add);
    }
    kind.http().ifPresent(http -> json.set("http", HttpWriter.http(http)));
    return json;
  }

  private static void key(ObjectNode json, Kind.Key key) {
    switch (key) {
      case Kind.Key.Uuid _ -> {}
      case Kind.Key.Sequence _ -> json.putObject("key").put("type", "sequence");
      case Kind.Key.Code code ->
          FieldWriter.code(
              json.putObject("key").put("type", "code"), code.alphabet(), code.length());
      case Kind.Key.Slug slug ->
          FieldWriter.whole(
              json.putObject("key").put("type", "slug").put("of", slug.of()),
              "max_length",
              slug.length(),
              Origin.Slug.LONGEST);
      case Kind.Key.Natural natural ->
          json.putObject("key").put("type", "natural").put("field", natural.field());
    }
  }

  private static void listing(ObjectNode json, Listing listing) {
    SpecificationWriter.list(
        json,
        "filters",
        listing.filters(),
        filter -> {
          var one = SpecificationWriter.object().put("field", filter.field());
          if (!filter.ways().equals(EnumSet.of(Way.EQUAL))) {
            SpecificationWriter.texts(one, "by", SpecificationWriter.words(filter.ways()));
          }
          return one;
        });
    SpecificationWriter.texts(json, "search", listing.search());
    SpecificationWriter.texts(json, "order", listing.order());
    if (!listing.defaultOrder().equals(Listing.NEWEST_FIRST.defaultOrder())) {
      json.put("default_order", listing.defaultOrder());
    }
  }
}
