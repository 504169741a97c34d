package factory.pipeline.write;

import factory.pipeline.spec.ErrorShape;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.Route.Answer;
import factory.pipeline.spec.Route.Paging;
import factory.pipeline.spec.SentKey;
import factory.pipeline.spec.expression.JavaText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes how records and refusals look over HTTP where a document says so. */
final class RouteSource {
  private RouteSource() {}

  /** The calls that follow a resource. */
  static String of(Kind kind, Http http, Context context) {
    var text = new StringBuilder();
    http.names().forEach((field, name) -> text.append(call("called", field, name)));
    http.hidden().forEach(field -> text.append(call("hidden", field)));
    http.unseen().forEach(field -> text.append(call("unseen", field)));
    http.objects()
        .forEach(
            (name, object) -> {
              List<String> words = new ArrayList<>(List.of(name, object.of()));
              object.members().forEach((member, of) -> words.addAll(List.of(member, of)));
              text.append(call("object", words.toArray(String[]::new)));
            });
    http.again()
        .forEach(
            (member, twice) ->
                text.append(call(twice.required() ? "again" : "perhapsAgain", member, twice.of())));
    if (http.nullsLeftOut()) {
      text.append(".nullsLeftOut()");
    }
    if (http.unknownRefused()) {
      text.append(".unknownRefused()");
    }
    return text.append(
            http.routes().stream()
                .map(route -> route(kind, route, context))
                .collect(Collectors.joining(", ", ".routes(", ")")))
        .toString();
  }

  private static String route(Kind kind, Route route, Context context) {
    var text = new StringBuilder("Route.");
    var path = JavaText.literal(route.path());
    switch (route.operation()) {
      case LIST -> text.append("list(").append(path).append(')');
      case READ -> text.append("read(").append(path).append(')');
      case CREATE, UPDATE, DELETE ->
          text.append(route.operation().name().toLowerCase(java.util.Locale.ROOT))
              .append('(')
              .append(JavaText.literal(route.method()))
              .append(", ")
              .append(path)
              .append(')');
    }
    route
        .keys()
        .forEach(
            (parameter, of) ->
                text.append(
                    route.called().containsKey(parameter)
                        ? call("key", parameter, of, route.called().get(parameter))
                        : call("key", parameter, of)));
    text.append(sent(route.sent()));
    route.bodyWithin().ifPresent(member -> text.append(call("bodyIn", member)));
    if (route.operation() == Operation.UPDATE && route.partial() && route.method().equals("PUT")) {
      text.append(".partial()");
    }
    if (route.status() != usualStatus(route.operation())) {
      text.append(".status(").append(route.status()).append(')');
    }
    answer(text, route, context);
    route.madeStatus().ifPresent(status -> text.append(".madeStatus(" + status + ")"));
    route
        .statuses()
        .forEach((ours, theirs) -> text.append(".instead(" + ours + ", " + theirs + ")"));
    route.file().ifPresent(field -> text.append(call("file", field)));
    route.text().ifPresent(field -> text.append(call("text", field)));
    if (!route.bodyTypes().isEmpty()
        && !(route.text().isPresent() && route.bodyTypes().equals(List.of(Route.TEXT)))) {
      text.append(call("takes", route.bodyTypes().toArray(String[]::new)));
    }
    if (!route.fields().isEmpty()) {
      text.append(call("only", route.fields().toArray(String[]::new)));
    }
    if (route.pathChecked()) {
      text.append(".pathChecked()");
    }
    if (route.ofAccount()) {
      text.append(".account()");
    }
    route.mine().ifPresent(mine -> text.append(mine(mine, context)));
    route
        .pick()
        .where()
        .ifPresent(
            cel ->
                text.append(".where(now -> ")
                    .append(context.condition(context.expressions().picked(kind), cel))
                    .append(')'));
    route.pick().order().ifPresent(order -> text.append(call("sorted", order)));
    if (route.pick().random()) {
      text.append(".random()");
    }
    return text.toString();
  }

  /** The calls that say what headers and cookies keep a call to. */
  static String sent(List<SentKey> sent) {
    return sent.stream()
        .map(
            key -> {
              List<String> arguments = new ArrayList<>(List.of(key.name(), key.field()));
              key.usual().ifPresent(arguments::add);
              return call(
                  key.in() == SentKey.In.HEADER ? "byHeader" : "byCookie",
                  arguments.toArray(String[]::new));
            })
        .collect(Collectors.joining());
  }

  private static String mine(Route.Mine mine, Context context) {
    if (mine.kind().isEmpty()) {
      return ".mine()";
    }
    var plural = context.kind(mine.kind().get()).plural();
    var by = mine.by().orElseThrow();
    if (mine.of().isPresent()) {
      return call("beside", plural, by, mine.of().get());
    }
    return mine.via().equals("id")
        ? call("mine", plural, by)
        : call("mine", plural, by, mine.via());
  }

  private static int usualStatus(Operation operation) {
    return switch (operation) {
      case CREATE -> 201;
      case DELETE -> 204;
      case LIST, READ, UPDATE -> 200;
    };
  }

  private static void answer(StringBuilder text, Route route, Context context) {
    switch (route.answer()) {
      case Answer.Nothing _ -> {
        if (route.operation() != Operation.DELETE) {
          text.append(".answersNothing()");
        }
      }
      // Accounts say it.
      case Answer.Session _ -> {}
      case Answer.Constant(var value, var isText) ->
          text.append(isText ? call("says", value.asText()) : call("answers", value.toString()));
      case Answer.Row(var within) -> {
        if (route.operation() == Operation.DELETE) {
          text.append(".answersRecord()");
        }
        within.ifPresent(member -> text.append(call("in", member)));
      }
      case Answer.Rows rows -> rows(text, rows, context);
    }
    route.always().forEach((name, value) -> text.append(call("always", name, value.toString())));
  }

  private static void rows(StringBuilder text, Answer.Rows rows, Context context) {
    rows.within().ifPresent(member -> text.append(call("in", member)));
    for (var figure : rows.figures()) {
      text.append(".figure(")
          .append(JavaText.literal(figure.name()))
          .append(", Route.Part.")
          .append(figure.part().name())
          .append(')');
    }
    rows.figuresWithin().ifPresent(member -> text.append(call("figuresIn", member)));
    for (var header : rows.headers()) {
      text.append(".header(")
          .append(JavaText.literal(header.name()))
          .append(", Route.Part.")
          .append(header.part().name())
          .append(')');
    }
    switch (rows.form()) {
      case JSON -> {}
      case HTML -> text.append(".html()");
      case CSV -> text.append(".csv()");
    }
    for (var form : rows.also()) {
      text.append(form == Route.Form.HTML ? ".orHtml()" : ".orCsv()");
    }
    if (rows.othersRefused()) {
      text.append(".othersRefused()");
    }
    if (rows.emptyNotFound()) {
      text.append(".emptyNotFound()");
    }
    paging(text, rows.paging());
    for (var parameter : rows.parameters()) {
      switch (parameter.by()) {
        case SEARCH -> text.append(call("search", parameter.name()));
        case ORDER, ORDERS -> text.append(order(parameter));
        case DIRECTION -> text.append(call("direction", parameter.name()));
        case CALLED ->
            text.append(
                call(
                    "calledBy",
                    parameter.name(),
                    parameter.field().orElseThrow(),
                    parameter.called().orElseThrow()));
        case DONE -> {
          var done = parameter.done().orElseThrow();
          text.append(
              call(
                  "doneBy",
                  parameter.name(),
                  context.kind(done.kind().orElseThrow()).plural(),
                  done.by().orElseThrow(),
                  done.of().orElseThrow(),
                  parameter.called().orElseThrow()));
        }
        default ->
            text.append(".parameter(")
                .append(
                    FieldSource.literals(
                        List.of(parameter.name(), parameter.field().orElseThrow())))
                .append(", Route.By.")
                .append(parameter.by().name())
                .append(')');
      }
      parameter
          .bounds()
          .map(
              type ->
                  new Field(
                      parameter.name(),
                      type,
                      "",
                      false,
                      false,
                      new Origin.Given(Optional.empty(), false)))
          .ifPresent(
              field ->
                  text.append(".bounded(").append(FieldSource.input(field, context)).append(')'));
    }
  }

  private static String order(Route.Parameter parameter) {
    if (parameter.orders().isEmpty()) {
      return call("order", parameter.name());
    }
    var words = new StringBuilder("OrderWords.");
    words.append(parameter.by() == Route.By.ORDERS ? "several()" : "one()");
    parameter.orders().forEach((word, order) -> words.append(call("word", word, order)));
    return ".order(%s, %s)".formatted(JavaText.literal(parameter.name()), words);
  }

  private static void paging(StringBuilder text, Paging paging) {
    paging
        .limit()
        .ifPresent(
            name ->
                text.append(".limit(")
                    .append(JavaText.literal(name))
                    .append(", " + paging.usualLimit() + ", " + paging.mostLimit() + ")"));
    if (paging.limit().isEmpty() && !paging.equals(Paging.ALL)) {
      text.append(".limit(" + paging.usualLimit() + ")");
    }
    paging.offset().ifPresent(name -> text.append(call("offset", name)));
    paging
        .page()
        .ifPresent(
            name ->
                text.append(".page(")
                    .append(JavaText.literal(name))
                    .append(", " + paging.firstPage() + ")"));
    paging.cursor().ifPresent(name -> text.append(call("cursor", name)));
  }

  /** The file of what refusals look like. */
  static String file(ErrorShape errors) {
    var body =
        """
        /** What refusals look like. */
        final class Errors {
        %s
          private Errors() {}
        }
        """
            .formatted(JavaLayout.assignment(2, "static final ErrorShape SHAPE", shape(errors)));
    return SourceFile.of(body, Set.of());
  }

  private static String shape(ErrorShape errors) {
    var text = new StringBuilder("ErrorShape");
    text.append(call("of", errors.mediaType()));
    errors.within().ifPresent(member -> text.append(call("in", member)));
    for (var member : errors.members()) {
      List<String> arguments = new ArrayList<>(List.of(member.name()));
      member.constant().ifPresent(value -> arguments.add(value.toString()));
      var part = JavaText.lowerCamel(member.part().name().toLowerCase(java.util.Locale.ROOT));
      text.append(call(part, arguments.toArray(String[]::new)));
      for (var item : member.items()) {
        text.append(".item(")
            .append(JavaText.literal(item.name()))
            .append(", ErrorShape.Says.")
            .append(item.says().name())
            .append(')');
      }
    }
    errors
        .statuses()
        .forEach((status, shape) -> text.append(".at(" + status + ", " + shape(shape) + ")"));
    return text.toString();
  }

  private static String call(String method, String... arguments) {
    return "." + method + "(" + FieldSource.literals(List.of(arguments)) + ")";
  }
}
