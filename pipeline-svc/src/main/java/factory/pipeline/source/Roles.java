package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.document.ApiDocument.Operation;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.FieldType;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads what documents say of roles: the member of an account that nobody gives himself, and what
 * only some accounts may do, which is never served to everybody.
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

  /** What those are called who may do what others may not. */
  enum Group {
    ADMIN("admin(?:istrator)?s?"),
    MODERATOR("moderators?|mods?"),
    SUPER("super ?(?:users?|admins?)"),
    STAFF("staff");

    private final Pattern words;

    Group(String words) {
      this.words = Pattern.compile("\\b(?:" + words + ")\\b");
    }

    /** Those that are named in words in lower case. */
    static Set<Group> named(String words) {
      // A super admin is no admin.
      var others = SUPER.words.matcher(words).replaceAll("somebody");
      return Stream.of(values())
          .filter(group -> group.words.matcher(group == SUPER ? words : others).find())
          .collect(Collectors.toCollection(() -> EnumSet.noneOf(Group.class)));
    }
  }

  private static final String SOME =
      "(?:admin(?:istrator)?s?|moderators?|super ?(?:users?|admins?)|staff)";

  /** Whoever has one of several roles. */
  private static final String SEVERAL =
      "`?" + SOME + "`?(?:(?:,| and| or|, or|, and|/) ?(?:an? )?`?" + SOME + "`?)*";

  private static final String RIGHTS =
      "(?: ?roles?| ?users?| ?rights?| ?privileges?| ?permissions?| ?access| ?accounts?| ?credentials)*";

  /** What says that an operation is for some, and not what some of its answers have. */
  private static final Pattern IS_FOR_SOME =
      Pattern.compile(
          "\\b(?:requires?|needs?|must be|must have|has to be|have to be|restricted to|limited to|available to|reserved for|for)\\b(?: only| the| an?| be| have| having| logged[- ]in)*[ `]+"
              + SEVERAL
              + RIGHTS
              + "(?: only| alone)? ?(?=$|[.,;:!)\\]]|\\bto\\b)"
              + "|\\b"
              + SEVERAL
              + RIGHTS
              + "[ -](?:only|required|needed|alone)\\b"
              + "|[\\[(](?:only |requires )?"
              + SEVERAL
              + RIGHTS
              + "(?: only| required)?[\\])]"
              + "|^(?:only|for) (?:an? |the |by )?"
              + SEVERAL
              + RIGHTS
              + "$");

  /** What may be about all of an operation, or about some of what it is asked. */
  private static final Pattern ONLY_SOME =
      Pattern.compile("\\bonly (?:for |by |an? |the )*" + SEVERAL);

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

  /** Whoever has made something, or is it. */
  private static final Pattern ONESELF =
      Pattern.compile(
          "\\b(?:owners?|authors?|creators?|own|oneself|themsel(?:f|ves)|himself|herself|yourself|self|same user)\\b");

  /** What makes it a matter of what is asked. */
  private static final Pattern SOMETIMES =
      Pattern.compile(
          "\\b(?:if|when|unless|except|otherwise|also|other|others|another|inactive|hidden|deleted|draft|drafts|cannot|can't|not allowed for|optional)\\b");

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
            || isOfAdmins(operation)
            || whom(operation).isPresent()
            || operation.responses().stream()
                .filter(response -> response.status().equals("403"))
                .map(response -> response.description().toLowerCase(Locale.ROOT))
                .anyMatch(
                    said ->
                        NAMES_SOME.matcher(said).find()
                            // Of several who may, one may be served.
                            && !said.matches("(?s).*\\b(?:owners?|authors?|creators?|or)\\b.*")));
  }

  /**
   * For whom an operation is.
   *
   * @param groups who may do it
   * @param ofOneself whether whoever has made the record may as well
   */
  record For(Set<Group> groups, boolean ofOneself) {}

  /** For whom an operation is; empty where that is everybody, or cannot be told. */
  static Optional<For> whom(Operation operation) {
    if (!DocumentAccounts.isClosed(operation)) {
      return Optional.empty();
    }
    Set<Group> groups = EnumSet.noneOf(Group.class);
    var ofOneself = false;
    var refuses = operation.responses().stream().anyMatch(one -> one.status().equals("403"));
    for (var sentence : sentences(operation)) {
      var named = Group.named(sentence);
      if (named.isEmpty()) {
        continue;
      }
      var isSome =
          IS_FOR_SOME.matcher(sentence).find() || (refuses && ONLY_SOME.matcher(sentence).find());
      var isBoth =
          refuses && ONESELF.matcher(sentence).find() && sentence.matches(".*\\b(?:or|and)\\b.*");
      if ((!isSome && !isBoth) || SOMETIMES.matcher(sentence).find()) {
        // It speaks of them, and what it says is not understood.
        if (FOR_SOME.matcher(sentence).find()) {
          return Optional.empty();
        }
        continue;
      }
      groups.addAll(named);
      ofOneself |= ONESELF.matcher(sentence).find();
    }
    for (var response : operation.responses()) {
      var said = response.description().toLowerCase(Locale.ROOT);
      var named = Group.named(said);
      if (response.status().equals("403") && !named.isEmpty()) {
        if (SOMETIMES.matcher(said).find()) {
          return Optional.empty();
        }
        groups.addAll(named);
        ofOneself |= ONESELF.matcher(said).find();
      }
    }
    if (groups.isEmpty() && isOfAdmins(operation)) {
      groups.add(Group.ADMIN);
    }
    return groups.isEmpty() ? Optional.empty() : Optional.of(new For(groups, ofOneself));
  }

  private static List<String> sentences(Operation operation) {
    return Stream.of(operation.summary(), operation.description())
        .flatMap(text -> Stream.of(text.toLowerCase(Locale.ROOT).split("[.;\\n](?:\\s|$)|\\n")))
        .map(sentence -> sentence.replaceAll("[*_`\\s]+", " ").strip())
        .filter(sentence -> !sentence.isEmpty())
        .toList();
  }

  /** Whether its path or its tag says that it is for admins. */
  private static boolean isOfAdmins(Operation operation) {
    return operation.path().matches("(?i)(?:/.*)?/admin/.*")
        || (!operation.tags().isEmpty()
            && operation.tags().stream()
                .allMatch(tag -> tag.matches("(?i)admins?|administration|administrators?")));
  }
}
