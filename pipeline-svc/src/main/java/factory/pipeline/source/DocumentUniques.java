package factory.pipeline.source;

import com.google.re2j.Pattern;
import factory.pipeline.document.ApiDocument;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.SentKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads of which records there can be no second one, where making one can be refused with 409: with
 * the same value of a field, among those of the same parent where its path names one; or one that
 * the same caller makes for the same parent, such as his vote.
 */
final class DocumentUniques {
  private static final List<String> USUALLY_UNIQUE =
      List.of("username", "email", "slug", "code", "sku", "isbn", "name", "title");

  private static final Pattern BY_CALLER =
      Pattern.compile(
          "\\b(?:you|users?|callers?|customers?|members?|accounts?|wallets?|voters?|readers?)\\b.*"
              + "\\b(?:already|twice|again|more than once|only one|only once|once)\\b"
              + "|\\b(?:once|one|twice|more than once) (?:\\w+ )?(?:per|by each|for each) "
              + "(?:user|caller|customer|member|account|wallet|voter|reader)\\b");

  private static final Pattern ALREADY = Pattern.compile("\\balready (\\w{3})\\w*ed\\b");

  private DocumentUniques() {}

  /**
   * Takes them: a field of which no two records share a value.
   *
   * @return fields of which no two records share all values
   */
  static List<Kind.Unique> take(DocumentGroup group, DocumentFields fields) {
    var create =
        group
            .of(Operation.CREATE)
            .filter(
                member ->
                    member.operation().responses().stream().anyMatch(r -> r.status().equals("409")))
            .findFirst();
    if (create.isEmpty() || fields.key() instanceof Kind.Key.Natural) {
      return List.of();
    }
    var said = said(create.get().operation());
    var parent =
        create.get().path().parents().stream()
            .flatMap(of -> fields.parent(of.parameter()).stream())
            .findFirst()
            .or(
                () ->
                    DocumentSent.of(group, fields, create.get().operation()).stream()
                        .map(SentKey::field)
                        .findFirst());
    var texts =
        fields.fields().stream()
            .filter(field -> field.origin() instanceof Origin.Given)
            .filter(field -> !parent.equals(Optional.of(field.name())))
            .filter(
                field ->
                    field.type() instanceof FieldType.Text
                        || field.type() instanceof FieldType.Email)
            .map(Field::name)
            .toList();
    var named =
        texts.stream()
            .filter(
                name ->
                    said.matches(
                        "(?s).*\\W"
                            + java.util.regex.Pattern.quote(name.replace('_', ' '))
                            + "\\W.*"))
            .findFirst();
    if (named.isEmpty() && parent.isPresent() && isByCaller(said, group.name())) {
      return maker(group, fields).stream()
          .map(maker -> new Kind.Unique(List.of(parent.get(), maker)))
          .toList();
    }
    var field = named.or(() -> USUALLY_UNIQUE.stream().filter(texts::contains).findFirst());
    var isNaming = field.flatMap(fields::field).filter(Field::unique).isPresent();
    if (parent.isPresent() && field.isPresent() && !isNaming) {
      return List.of(new Kind.Unique(List.of(parent.get(), field.get())));
    }
    field.ifPresent(fields::unique);
    return List.of();
  }

  private static String said(ApiDocument.Operation operation) {
    return operation.responses().stream()
        .filter(response -> response.status().equals("409"))
        .map(
            response ->
                " %s %s %s "
                    .formatted(
                        response.description(), operation.summary(), operation.description()))
        .findFirst()
        .orElse("")
        .toLowerCase(Locale.ROOT);
  }

  /** Whether nobody makes a second one, as in: you have already voted. */
  private static boolean isByCaller(String said, String noun) {
    if (BY_CALLER.matcher(said).find()) {
      return true;
    }
    var already = ALREADY.matcher(said);
    return already.find() && noun.startsWith(already.group(1));
  }

  /** The field that says who made one: the account, or the wallet where the gate asks for one. */
  private static Optional<String> maker(DocumentGroup group, DocumentFields fields) {
    if (fields.maker().isEmpty() && DocumentAccounts.isMadeByAccounts(group)) {
      fields.madeByWallet();
    }
    return fields.maker();
  }
}
