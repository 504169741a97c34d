package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Slugs that the service makes of titles: what they are in a document. */
final class DocumentSlugs {
  private static final Set<String> CALLED = Set.of("slug", "permalink", "url_key", "url_slug");

  /** What they are made of, the usual one first. */
  private static final List<String> TITLES = List.of("title", "name", "headline");

  private static final Pattern SLUG = Pattern.compile("[a-z0-9]+(?:-[a-z0-9]+)*");

  /** Says that it is made otherwise. */
  private static final Pattern OTHERWISE =
      Pattern.compile(
          "\\b(?:random\\w*|unguessable|secret|hash\\w*|nanoid|hex\\w*|uuid|suffix)\\b");

  /** Says that it becomes another one when the title does, where nothing says that it does not. */
  private static final Pattern FOLLOWS =
      Pattern.compile("\\b(?:follow|re-?generat|updat|chang|re-?comput|re-?creat|in sync|synced)");

  private static final Pattern STAYS =
      Pattern.compile(
          "\\b(?:never|not|cannot|stays?|stable|permanent|immutable|once|even|remains?|kept|fixed"
              + "|un\\w+ed|without|regardless|nor|no)\\b|n't\\b|n’t\\b");

  private DocumentSlugs() {}

  /** The title that a member is made of; empty when it is no slug of one. */
  static Optional<Field> of(String property, Described schema, String kind, Stream<Field> fields) {
    var plain = DocumentPath.snake(property);
    if ((!CALLED.contains(plain) && !plain.equals(kind + "_slug"))
        || !schema.is("string")
        || !schema.format().isEmpty()
        || !schema.words().isEmpty()
        || bound(schema, "min_length", 0) > 1
        || length(schema) < Origin.Slug.SHORTEST
        || !schema.limits().pattern().stream()
            .allMatch(pattern -> takesSlugs(pattern, length(schema)))
        || !schema.example().stream().allMatch(DocumentSlugs::isSlug)
        || OTHERWISE.matcher(schema.description().toLowerCase(Locale.ROOT)).find()) {
      return Optional.empty();
    }
    var texts =
        fields
            .filter(field -> field.type() instanceof FieldType.Text)
            .filter(field -> field.origin() instanceof Origin.Given)
            .toList();
    return Stream.concat(TITLES.stream(), TITLES.stream().map(title -> kind + "_" + title))
        .flatMap(title -> texts.stream().filter(field -> field.name().equals(title)))
        .findFirst();
  }

  /**
   * A field that the service makes of a title.
   *
   * @param follows whether it is made anew when the title becomes another one
   */
  static Field made(String name, Described schema, Field title, boolean follows) {
    return new Field(
        name,
        new FieldType.Text(
            bound(schema, "min_length", 0),
            length(schema),
            schema.limits().pattern(),
            false,
            false,
            false),
        schema.description().strip(),
        true,
        true,
        new Origin.Slug(title.name(), follows));
  }

  /** The key of records that slugs name. */
  static Kind.Key key(Described schema, Field title) {
    return new Kind.Key.Slug(title.name(), length(schema));
  }

  /**
   * Whether it is told that a slug becomes another one when the title does.
   *
   * @param changes what changes a record
   */
  static boolean follows(String property, Described schema, Stream<ApiDocument.Operation> changes) {
    var word = DocumentPath.snake(property).replace('_', ' ');
    var told =
        changes
            .flatMap(operation -> Stream.of(operation.summary(), operation.description()))
            .flatMap(DocumentSlugs::clauses)
            .filter(clause -> clause.contains(word));
    return Stream.concat(clauses(schema.description()), told)
        .anyMatch(clause -> FOLLOWS.matcher(clause).find() && !STAYS.matcher(clause).find());
  }

  /** What was decided about the slugs of a kind. */
  static List<String> assumed(Kind kind) {
    List<String> assumed = new ArrayList<>();
    if (kind.key() instanceof Kind.Key.Slug(var of, _)) {
      var called = kind.http().map(http -> http.names().get("id")).orElse("id");
      assumed.add(assumed(kind, called, of, false));
    }
    for (var field : kind.fields()) {
      if (field.origin() instanceof Origin.Slug(var of, var follows)) {
        assumed.add(assumed(kind, field.name(), of, follows));
      }
    }
    return assumed;
  }

  private static String assumed(Kind kind, String slug, String of, boolean follows) {
    return "The %s of a %s is made of its %s, with a number where another has it, and %s when that changes."
        .formatted(slug, kind.name(), of, follows ? "made anew" : "stays");
  }

  private static Stream<String> clauses(String text) {
    return Stream.of(text.toLowerCase(Locale.ROOT).split("[.,;:()\\n]"));
  }

  private static boolean isSlug(JsonNode example) {
    return example.isTextual() && SLUG.matches(example.asText());
  }

  /** Whether a pattern takes whatever a slug can be, as far as many of them tell. */
  private static boolean takesSlugs(String pattern, int length) {
    try {
      var compiled = Pattern.compile(pattern);
      return Stream.concat(
              "abcdefghijklmnopqrstuvwxyz0123456789"
                  .chars()
                  .mapToObj(Character::toString)
                  .flatMap(letter -> Stream.of(letter, "a-" + letter + "-1", letter + "-b")),
              IntStream.rangeClosed(1, length).mapToObj("a"::repeat))
          .allMatch(slug -> compiled.matcher(slug).find());
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  private static int length(Described schema) {
    return Math.min(bound(schema, "max_length", Origin.Slug.LONGEST), Origin.Slug.LONGEST);
  }

  private static int bound(Described schema, String name, int otherwise) {
    var bound = schema.limits().bounds().get(name);
    return bound == null ? otherwise : bound.intValue();
  }
}
