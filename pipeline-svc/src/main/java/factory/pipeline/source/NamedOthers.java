package factory.pipeline.source;

import factory.pipeline.document.ApiDocument.Parameter;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.source.DocumentRelations.Relation;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads parameters of lists that ask by what another record is called: {@code ?author=ann} for
 * those that the account of that name has made, {@code ?favorited=ann} for those with which it has
 * done something.
 */
final class NamedOthers {
  private final Map<DocumentGroup, DocumentFields> kinds;
  private final DocumentRelations relations;
  private final List<Kind> kept;

  /**
   * Reads those of some kinds.
   *
   * @param relations what callers do with their records
   * @param kept the kinds that are kept of it
   */
  NamedOthers(
      Map<DocumentGroup, DocumentFields> kinds, DocumentRelations relations, List<Kind> kept) {
    this.kinds = kinds;
    this.relations = relations;
    this.kept = kept;
  }

  /** Whether a parameter is about another record, which no answer shows by its key. */
  boolean isAbout(DocumentFields fields, Parameter parameter, Described schema) {
    return schema.is("string")
        && !schema.format().equals("uuid")
        && fields.called(parameter.name()).filter(NamedOthers::isStored).isEmpty()
        && (reference(fields, parameter).isPresent() || relation(fields, parameter).isPresent());
  }

  /** Whether it is more than what is known of who calls, such as whether he likes a record. */
  private static boolean isStored(Field field) {
    return !(field.origin() instanceof Origin.Aggregated);
  }

  /** What it asks for; empty where what the other one is called cannot be told. */
  Optional<Route.Parameter> parameter(DocumentFields fields, Parameter parameter) {
    var reference = reference(fields, parameter);
    if (reference.isPresent()) {
      return kind(reference.get())
          .flatMap(other -> name(other, parameter))
          .map(by -> Route.Parameter.called(parameter.name(), reference.get().name(), by.name()));
    }
    return relation(fields, parameter)
        .flatMap(
            of -> {
              var done = kept.stream().filter(one -> one.name().equals(of.kind())).findFirst();
              var maker = done.flatMap(Kind::maker);
              return maker
                  .flatMap(this::kind)
                  .flatMap(other -> name(other, parameter))
                  .map(
                      by ->
                          Route.Parameter.done(
                              parameter.name(),
                              new Route.Mine(
                                  Optional.of(of.kind()),
                                  Optional.of(of.target()),
                                  "id",
                                  maker.map(Field::name)),
                              by.name()));
            });
  }

  /** The reference that no answer shows by itself, of which it has the name. */
  private static Optional<Field> reference(DocumentFields fields, Parameter parameter) {
    var name = DocumentPath.snake(parameter.name());
    return fields.fields().stream()
        .filter(field -> field.type() instanceof FieldType.Reference)
        .filter(field -> fields.hidden().contains(field.name()))
        .filter(
            field ->
                fields.objects().entrySet().stream()
                    .filter(object -> object.getValue().of().equals(field.name()))
                    .map(object -> DocumentPath.snake(object.getKey()))
                    .anyMatch(object -> isName(name, object)))
        .findFirst();
  }

  /** Whether a parameter is called like an object, or like its name: author, author_name. */
  private static boolean isName(String parameter, String object) {
    return parameter.equals(object)
        || parameter.equals(object + "_name")
        || parameter.equals(object + "_username")
        || parameter.equals(object + "_slug")
        || parameter.equals("by_" + object);
  }

  /** What has been done with the records, of which it has the word: liked, favorited_by. */
  private Optional<Relation> relation(DocumentFields fields, Parameter parameter) {
    var word = DocumentPath.snake(parameter.name()).replaceFirst("_by(?:_user)?$", "");
    return relations.of(fields.noun()).stream()
        .filter(Relation::byAccount)
        .filter(one -> one.words().states().contains(word))
        .filter(one -> kept.stream().map(Kind::name).anyMatch(one.kind()::equals))
        .findFirst();
  }

  private Optional<DocumentFields> kind(Field reference) {
    return reference.type() instanceof FieldType.Reference(var to, _)
        ? kinds.entrySet().stream()
            .filter(entry -> entry.getKey().name().equals(to))
            .map(Map.Entry::getValue)
            .findFirst()
        : Optional.empty();
  }

  /**
   * The text by which others are called: the one of which no two have the same, or of several the
   * one that the parameter's words name.
   */
  private static Optional<Field> name(DocumentFields other, Parameter parameter) {
    var all =
        other.fields().stream()
            .filter(field -> field.unique() && field.origin() instanceof Origin.Given)
            .filter(
                field ->
                    field.type() instanceof FieldType.Text
                        || field.type() instanceof FieldType.Email)
            .toList();
    var said = (parameter.name() + " " + parameter.description()).toLowerCase(Locale.ROOT);
    var named =
        all.stream()
            .filter(
                field ->
                    Stream.of(field.name(), field.name().replace('_', ' '))
                        .anyMatch(
                            word ->
                                Pattern.compile("(?:\\b|_)" + Pattern.quote(word) + "\\b")
                                    .matcher(said)
                                    .find()))
            .toList();
    return named.size() == 1
        ? Optional.of(named.getFirst())
        : all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }
}
