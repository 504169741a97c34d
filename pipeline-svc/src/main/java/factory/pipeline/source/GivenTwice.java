package factory.pipeline.source;

import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Http;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Passwords that a form has twice, such as {@code confirmPassword}: the second one is held against
 * the first and not kept. Where it could be another one, or is answered, nothing is made of it.
 */
final class GivenTwice {
  private GivenTwice() {}

  /**
   * What is given twice, by what the second one is called in JSON.
   *
   * @param members those of which the name says that they are a password once more
   * @return empty where one of them is not told of which password it is
   */
  static Optional<Map<String, Http.Twice>> of(
      DocumentGroup group, List<String> members, List<Field> fields, Described input) {
    var secrets =
        fields.stream().filter(field -> field.type() instanceof FieldType.Secret).toList();
    Map<String, Http.Twice> again = new TreeMap<>();
    for (var member : members) {
      var isText =
          Optional.ofNullable(input.properties().get(member))
              .flatMap(group::described)
              .filter(schema -> schema.is("string"))
              .isPresent();
      var isShown =
          group.record().filter(one -> isAnswered(group, one.described(), member)).isPresent();
      if (secrets.size() != 1 || !isText || isShown) {
        return Optional.empty();
      }
      again.put(
          member, new Http.Twice(secrets.getFirst().name(), input.required().contains(member)));
    }
    return Optional.of(again);
  }

  /** Whether an answer may have it: one schema for both says of it that it is written alone. */
  private static boolean isAnswered(DocumentGroup group, Described record, String member) {
    return Optional.ofNullable(record.properties().get(member))
        .flatMap(group::described)
        .filter(schema -> !schema.writeOnly())
        .isPresent();
  }
}
