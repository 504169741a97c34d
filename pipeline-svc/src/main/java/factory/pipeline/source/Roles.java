package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.document.ApiDocument.Operation;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.FieldType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads what documents say of roles: the member of an account that nobody gives himself, and what
 * only some accounts may do. Nothing here makes an account more than the usual one, so that what
 * only others may do is left out, and never served to everybody.
 */
final class Roles {
  private static final Set<String> NAMES = Set.of("role", "user_role", "account_role");
  private static final Set<String> FLAGS =
      Set.of(
          "is_admin",
          "admin",
          "is_administrator",
          "is_staff",
          "is_superuser",
          "is_super_admin",
          "is_moderator");

  /** What the role is called that is none in particular. */
  private static final List<String> USUAL =
      List.of(
          "user",
          "member",
          "customer",
          "reader",
          "viewer",
          "basic",
          "regular",
          "normal",
          "standard",
          "client",
          "student",
          "employee",
          "guest");

  private static final String SOME =
      "(?:admin(?:istrator)?s?|moderators?|super ?(?:users?|admins?)|staff)";
  private static final Pattern FOR_SOME =
      Pattern.compile(
          "\\b(?:only|requires?|required|needs?|must be|restricted to)\\b[^.]{0,40}?\\b"
              + SOME
              + "\\b|\\b"
              + SOME
              + "\\b[ -](?:only|required|roles?|rights|privileges?|permissions?|access|users? only|can\\b)"
              + "|[\\[(]"
              + SOME
              + "(?: only)?[\\])]|\\bas an? "
              + SOME
              + "\\b");
  private static final Pattern NAMES_SOME = Pattern.compile("\\b" + SOME + "\\b");

  private Roles() {}

  /**
   * A field that nothing but the service sets.
   *
   * @param initial what it is, as an expression
   */
  record Role(FieldType type, String initial) {}

  /**
   * The role that a member of an account is.
   *
   * @param plain its name in snake_case
   */
  static Optional<Role> of(String plain, Described schema) {
    if (FLAGS.contains(plain) && schema.is("boolean")) {
      return Optional.of(new Role(new FieldType.Truth(), "false"));
    }
    if (!NAMES.contains(plain) || !schema.is("string")) {
      return Optional.empty();
    }
    var words = schema.words().stream().filter(JsonNode::isTextual).map(JsonNode::asText).toList();
    if (words.isEmpty()) {
      return Optional.empty();
    }
    return schema
        .fallback()
        .map(JsonNode::asText)
        .or(
            () ->
                USUAL.stream()
                    .flatMap(
                        usual ->
                            words.stream().filter(word -> usual.equals(DocumentPath.snake(word))))
                    .findFirst())
        .filter(initial -> words.contains(initial) && initial.matches("[^'\\\\]+"))
        .map(initial -> new Role(new FieldType.Choice(words, Map.of()), "'" + initial + "'"));
  }

  /** Whether a field is called like a role. */
  static boolean isCalled(String name) {
    return NAMES.contains(name) || FLAGS.contains(name);
  }

  /** Whether an operation says that only some of those who are logged in may do that. */
  static boolean isForSome(Operation operation) {
    var words = (operation.summary() + " " + operation.description()).toLowerCase(Locale.ROOT);
    return DocumentAccounts.isClosed(operation)
        && (FOR_SOME.matcher(words).find()
            || operation.responses().stream()
                .filter(response -> response.status().equals("403"))
                .map(response -> response.description().toLowerCase(Locale.ROOT))
                .anyMatch(
                    said ->
                        NAMES_SOME.matcher(said).find()
                            // Of several who may, one may be served.
                            && !said.matches("(?s).*\\b(?:owners?|authors?|creators?|or)\\b.*")));
  }
}
