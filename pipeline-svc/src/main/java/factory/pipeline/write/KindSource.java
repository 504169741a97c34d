package factory.pipeline.write;

import factory.pipeline.spec.Access;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Filter;
import factory.pipeline.spec.Kind.Listing;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.expression.JavaText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the resource of a kind. */
final class KindSource {
  private final Kind kind;
  private final Context context;

  private KindSource(Kind kind, Context context) {
    this.kind = kind;
    this.context = context;
  }

  static String of(Kind kind, Context context) {
    return new KindSource(kind, context).file();
  }

  private String file() {
    var name = context.names().of(kind);
    var body =
        """
        %sfinal class %s {
        %s%s
          private %s() {}
        }
        """
            .formatted(
                JavaLayout.comment(0, what()),
                name,
                JavaLayout.assignment(2, "static final Resource RESOURCE", resource()),
                accounts(),
                name);
    return SourceFile.of(body, context.imports());
  }

  /** The accounts, where these records are some. */
  private String accounts() {
    return context
        .specification()
        .accounts()
        .filter(accounts -> accounts.kind().equals(kind.name()))
        .map(
            accounts -> {
              context.imports().addAll(AccountsSource.IMPORTS);
              return "\n"
                  + JavaLayout.assignment(
                      2,
                      "static final Accounts ACCOUNTS",
                      AccountsSource.of(accounts, kind, name -> context.kind(name).plural()));
            })
        .orElse("");
  }

  private String what() {
    var words = Names.words(kind.plural());
    var served =
        "%s, served at %s."
            .formatted(Character.toUpperCase(words.charAt(0)) + words.substring(1), paths());
    var said = JavaText.comment(kind.description());
    return said.isEmpty() ? served : served + " " + said;
  }

  private String paths() {
    return kind.http()
        .map(
            http ->
                http.routes().stream()
                    .map(Route::path)
                    .distinct()
                    .collect(Collectors.joining(", ")))
        .orElse("/" + kind.plural());
  }

  private String resource() {
    List<String> arguments = new ArrayList<>();
    arguments.add(JavaText.literal(kind.name()));
    arguments.add(JavaText.literal(kind.plural()));
    kind.fields().forEach(field -> arguments.add(FieldSource.of(kind, field, context)));
    return "Resource.of("
        + String.join(", ", arguments)
        + ")"
        + key()
        + rules()
        + listing()
        + operations()
        + access("read", kind.access().read())
        + access("create", kind.access().create())
        + access("update", kind.access().update())
        + access("delete", kind.access().delete())
        + kind.http().map(http -> RouteSource.of(kind, http, context)).orElse("");
  }

  private String key() {
    return switch (kind.key()) {
      case Kind.Key.Uuid _ -> "";
      case Kind.Key.Sequence _ -> ".sequenceKey()";
      case Kind.Key.Code(var alphabet, var length) ->
          ".codeKey(" + JavaText.literal(alphabet) + ", " + length + ")";
      case Kind.Key.Slug(var of, var length) ->
          ".slugKey(" + JavaText.literal(of) + ", " + length + ")";
      case Kind.Key.Natural(var field) -> ".naturalKey(" + JavaText.literal(field) + ")";
    };
  }

  private String rules() {
    var text = new StringBuilder();
    for (var unique : kind.unique()) {
      text.append(".unique(").append(FieldSource.literals(unique.fields())).append(')');
    }
    for (var interval : kind.noOverlap()) {
      var names = new ArrayList<>(List.of(interval.from(), interval.to()));
      names.addAll(interval.per());
      text.append(".noOverlap(").append(FieldSource.literals(names)).append(')');
    }
    for (var rule : kind.rules()) {
      var scope = context.expressions().rule(kind);
      text.append(".rule(")
          .append(FieldSource.literals(List.of(rule.field(), rule.message())))
          .append(", ")
          .append(scope.java("record"))
          .append(" -> ")
          .append(context.truth(scope, rule.check()))
          .append(')');
    }
    kind.expires()
        .ifPresent(field -> text.append(".expires(").append(JavaText.literal(field)).append(')'));
    return text.toString();
  }

  private String listing() {
    var listing = kind.listing();
    return listing.filters().stream().map(KindSource::filter).collect(Collectors.joining())
        + (listing.search().isEmpty()
            ? ""
            : ".search(" + FieldSource.literals(listing.search()) + ")")
        + (listing.order().isEmpty() ? "" : ".order(" + FieldSource.literals(listing.order()) + ")")
        + (listing.defaultOrder().equals(Listing.NEWEST_FIRST.defaultOrder())
            ? ""
            : ".defaultOrder(" + JavaText.literal(listing.defaultOrder()) + ")");
  }

  private static String filter(Filter filter) {
    return Arrays.stream(Filter.Way.values())
        .filter(filter.ways()::contains)
        .map(way -> ", Filter." + way.name())
        .collect(Collectors.joining("", ".filter(" + JavaText.literal(filter.field()), ")"));
  }

  private String operations() {
    var all = Arrays.asList(Operation.values());
    return kind.operations().containsAll(all) || kind.http().isPresent()
        ? ""
        : all.stream()
            .filter(kind.operations()::contains)
            .map(operation -> "Operation." + operation.name())
            .collect(Collectors.joining(", ", ".operations(", ")"));
  }

  private String access(String what, Access access) {
    return access instanceof Access.Anyone ? "" : "." + what + "(" + access(access) + ")";
  }

  private String access(Access access) {
    return switch (access) {
      case Access.Anyone _ -> "Access.anyone()";
      case Access.Owner _ -> "Access.owner()";
      case Access.Account _ -> "Access.account()";
      case Access.Nobody _ -> "Access.nobody()";
      case Access.When(var cel) -> {
        var condition = context.condition(context.expressions().access(kind), cel);
        yield access.asksAccount()
            ? AccountsSource.access(condition)
            : "Access.when(caller -> " + condition + ")";
      }
    };
  }
}
