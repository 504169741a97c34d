package factory.pipeline.source;

import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads which secrets a service issues: a key, token or secret of what is made that no body gives
 * and no other answer shows. Where paths name a record by it, it is made at random, shown once, and
 * kept as what finds it again and tells nothing of it.
 */
final class DocumentIssued {
  private static final Pattern NAME =
      Pattern.compile("(?:[a-z0-9_]+_)?(?:key|apikey|token|secret|secret_code)");

  /** Of public keys, page tokens and their kin, which are no secrets. */
  private static final Pattern OTHER =
      Pattern.compile(
          "(?:public|primary|foreign|sort|partition|url|idempotency|routing|object|storage|file|s3)_key"
              + "|(?:next|page|continuation|sync|refresh|session|csrf|xsrf)(?:_[a-z]+)*_token");

  private static final int LENGTH = 32;

  private DocumentIssued() {}

  /** The members that may be secrets which the service issues, by their names in JSON. */
  static Map<String, Described> of(DocumentGroup group) {
    var made =
        group
            .of(Operation.CREATE)
            .filter(member -> member.operation().method().equals("POST"))
            .toList();
    Map<String, Described> all = new LinkedHashMap<>();
    if (made.isEmpty() || made.size() < group.of(Operation.CREATE).count()) {
      return all;
    }
    made.forEach(member -> group.answer(member).ifPresent(answer -> take(group, answer, all)));
    all.keySet()
        .removeIf(
            property ->
                made.stream()
                        .anyMatch(member -> group.answer(member).filter(has(property)).isEmpty())
                    || others(group).anyMatch(has(property))
                    || group.members().stream()
                        .flatMap(member -> group.body(member).stream())
                        .anyMatch(has(property)));
    return all;
  }

  private static void take(
      DocumentGroup group, DocumentGroup.Within answer, Map<String, Described> all) {
    var members = answer.described();
    members
        .properties()
        .forEach(
            (property, schema) -> {
              var plain = DocumentPath.snake(property);
              if (NAME.matcher(plain).matches()
                  && !OTHER.matcher(plain).matches()
                  && members.required().contains(property)) {
                group
                    .described(schema)
                    .filter(DocumentCodes::isCode)
                    .filter(of -> DocumentCodes.takes(of, LENGTH))
                    .ifPresent(of -> all.put(property, of));
              }
            });
  }

  /** What is answered of one by what does not make it. */
  private static Stream<DocumentGroup.Within> others(DocumentGroup group) {
    return group.members().stream()
        .filter(member -> !member.does().equals(Optional.of(Operation.CREATE)))
        .flatMap(member -> Stream.of(group.answer(member), group.list(member)))
        .flatMap(Optional::stream);
  }

  private static java.util.function.Predicate<DocumentGroup.Within> has(String property) {
    return one -> one.described().properties().containsKey(property);
  }

  /** The field of one of them. */
  static Field field(String name, Described schema) {
    return new Field(
        name,
        new FieldType.Secret(LENGTH),
        schema.description().strip(),
        true,
        true,
        new Origin.Code(DocumentCodes.ALPHABET, LENGTH));
  }

  /** What is told of the secrets of a kind. */
  static List<String> assumed(Kind kind) {
    return kind.fields().stream()
        .filter(Field::isIssued)
        .map(
            field ->
                "The %s of a %s is %d random characters, which the answer that makes it shows and no other; what is kept of it finds the %s and does not tell it."
                    .formatted(
                        kind.http().flatMap(http -> http.name(field.name())).orElse(field.name()),
                        kind.name().replace('_', ' '),
                        LENGTH,
                        kind.name().replace('_', ' ')))
        .toList();
  }
}
