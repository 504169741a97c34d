package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes records of which some are meant by a condition, and some are not. */
final class Varied {
  private static final int RECORDS = 3;
  private static final int WORDS = 6;

  private Varied() {}

  /**
   * Makes some, and for each field that a condition is about one with each of its values, or long
   * ago and far ahead.
   *
   * @return their ids, in the order of making
   */
  static List<String> make(Session session, Maker maker, Kind kind, Predicate<Field> isAbout)
      throws Ended {
    return make(session, maker, kind, isAbout, "", ExactJson.MAPPER.nullNode());
  }

  /**
   * The same that have a value in common.
   *
   * @param of the field that has it; empty for none
   */
  static List<String> make(
      Session session, Maker maker, Kind kind, Predicate<Field> isAbout, String of, JsonNode value)
      throws Ended {
    List<String> made = new ArrayList<>();
    for (var i = 0; i < RECORDS; i++) {
      var record =
          of.isEmpty() ? maker.make(kind, Wallet.A) : maker.makeWith(kind, Wallet.A, of, value);
      made.add(record.path("id").asText());
    }
    for (var field : Maker.given(kind)) {
      if (!isAbout.test(field)) {
        continue;
      }
      for (var one : values(field)) {
        var body = maker.bodyWith(kind, Wallet.A, field.name(), one);
        if (body.isPresent()) {
          if (!of.isEmpty()) {
            body.get().set(of, value);
          }
          var answer = session.call(Wallet.A, "POST", Maker.path(kind), body.get());
          if (answer.is(201)) {
            made.add(answer.json().path("id").asText());
          }
        }
      }
    }
    return made;
  }

  private static List<JsonNode> values(Field field) {
    var json = ExactJson.MAPPER.getNodeFactory();
    return switch (field.type()) {
      case FieldType.Date() -> List.of(json.textNode("2001-02-03"), json.textNode("2999-02-03"));
      case FieldType.Instant() ->
          List.of(json.textNode("2001-02-03T04:05:06Z"), json.textNode("2999-02-03T04:05:06Z"));
      case FieldType.Truth() -> List.of(json.booleanNode(true), json.booleanNode(false));
      case FieldType.Choice(var words, _) ->
          words.stream().limit(WORDS).map(word -> (JsonNode) json.textNode(word)).toList();
      default -> List.of();
    };
  }
}
