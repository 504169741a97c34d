package factory.pipeline.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Reads and writes how records are put together. */
final class GroupsReader {
  private final List<Problem> problems;

  GroupsReader(List<Problem> problems) {
    this.problems = problems;
  }

  Groups groups(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var groups =
        new Groups(
            object.text("by", Form.NAME, Form.A_NAME),
            object.has("per")
                ? Optional.of(object.word("per", Groups.Part.class, Groups.Part.DAY))
                : Optional.empty(),
            object.truth("every", false),
            object.has("among") ? Optional.of(object.text("among", Form.CEL)) : Optional.empty(),
            object.has("key")
                ? Optional.of(object.text("key", Form.MEMBER, Form.A_MEMBER))
                : Optional.empty(),
            object.list("measures", Form.MAX_STEPS, this::measure));
    object.done();
    return groups;
  }

  private Report.Measure measure(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var measure =
        new Report.Measure(
            object.text("name", Form.MEMBER, Form.A_MEMBER),
            SpecificationReader.measured(object),
            FieldReader.of(object));
    object.done();
    return measure;
  }

  static ObjectNode json(Groups groups) {
    var json = SpecificationWriter.object();
    json.put("by", groups.by());
    groups.per().ifPresent(per -> json.put("per", JsonObject.word(per)));
    if (groups.every()) {
      json.put("every", true);
    }
    groups.among().ifPresent(among -> json.put("among", among));
    groups.key().ifPresent(key -> json.put("key", key));
    SpecificationWriter.list(json, "measures", groups.measures(), SpecificationWriter::measure);
    return json;
  }
}
