package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Lists that are pages or comma-separated values: each record once, and texts are texts there. */
final class TextListChecks {
  /** A formula to a spreadsheet, and markup to a page. */
  private static final List<String> TEXTS =
      List.of("=HYPERLINK(\"//x\",\"" + Hostile.MARK + "\")" + Hostile.SCRIPT, "=1+1<b>", "=1<i>");

  private final Session session;
  private final Maker maker;

  TextListChecks(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  void run(Kind kind) {
    for (var route : kind.http().map(Http::routes).orElse(List.of())) {
      if (route.operation() == Operation.LIST && route.isText()) {
        session.check(
            Area.ROUTES,
            "%s answers each %s once, as %s"
                .formatted(Routes.named(route), kind.name(), form(route).mediaType()),
            () -> lists(kind, route));
      }
      if (route.operation() == Operation.LIST
          && route.answer() instanceof Route.Answer.Rows rows
          && !rows.also().isEmpty()
          && rows.mine().isEmpty()) {
        forms(kind, route, rows);
      }
    }
  }

  private static Route.Form form(Route route) {
    return ((Route.Answer.Rows) route.answer()).form();
  }

  private void forms(Kind kind, Route route, Route.Answer.Rows rows) {
    var named = Routes.named(route);
    for (var form : rows.also()) {
      session.check(
          Area.ROUTES,
          "%s answers each %s once, as %s for callers that like it"
              .formatted(named, kind.name(), form.mediaType()),
          () -> lists(kind, route, form));
    }
    session.check(
        Area.ROUTES,
        named + " answers the form that its callers like most",
        () -> {
          var other = rows.also().getFirst().mediaType();
          var first = rows.form().mediaType();
          chosen(kind, route, "", first);
          chosen(kind, route, "*/*", first);
          chosen(kind, route, other + ";q=0.5, " + first, first);
          chosen(kind, route, first + ";q=0.1, " + other + ";q=0.2", other);
          chosen(kind, route, "*/*, " + first + ";q=0", other);
        });
    session.check(
        Area.ROUTES,
        named
            + (rows.othersRefused()
                ? " refuses callers that take none of its forms"
                : " answers its first form where callers take none"),
        () -> {
          if (rows.othersRefused()) {
            accepting(kind, route, "image/png").expect(406);
          } else {
            chosen(kind, route, "image/png", rows.form().mediaType());
          }
        });
  }

  private void chosen(Kind kind, Route route, String accept, String type) throws Ended {
    var answer = accepting(kind, route, accept).expect(200);
    if (!answer.answer().headers().getOrDefault("content-type", "").startsWith(type)) {
      throw answer.contradicts("not as " + type + " for Accept: " + accept);
    }
    if (!answer
        .answer()
        .headers()
        .getOrDefault("vary", "")
        .toLowerCase(Locale.ROOT)
        .contains("accept")) {
      throw answer.contradicts("without saying that it varies by Accept");
    }
  }

  /** The list for a caller who takes some media types; as it is, whatever it is. */
  private Exchange accepting(Kind kind, Route route, String accept) throws Ended {
    var values = session.translation().parents(kind, Wallet.A);
    var asked = session.translation().over(kind, route, Wallet.A, values, Optional.empty(), "");
    Map<String, String> headers = new LinkedHashMap<>(asked.request().headers());
    if (!accept.isEmpty()) {
      headers.put("accept", accept);
    }
    return session.send(
        new Client.Request(Wallet.A, route.method(), asked.request().path(), headers, ""));
  }

  /** Makes one with a text that does something elsewhere, and finds it. */
  void lists(Kind kind, Route route) throws Ended {
    lists(kind, route, form(route));
  }

  private void lists(Kind kind, Route route, Route.Form form) throws Ended {
    var body = maker.body(kind, Wallet.A, true);
    for (var field : Hostile.places(kind)) {
      hostile(kind, field).ifPresent(text -> body.set(field.name(), text));
    }
    var made = session.call(Wallet.A, "POST", Maker.path(kind), body);
    var record =
        made.status() < 300 && made.json().isObject() ? made.json() : maker.make(kind, Wallet.A);
    var asked = session.translation().over(kind, route, Wallet.A, record, Optional.empty(), "");
    Map<String, String> headers = new LinkedHashMap<>(asked.request().headers());
    headers.put("accept", form.mediaType());
    var answer =
        session
            .send(new Client.Request(Wallet.A, route.method(), asked.request().path(), headers, ""))
            .expect(200);
    if (!answer.answer().headers().getOrDefault("content-type", "").startsWith(form.mediaType())) {
      throw answer.contradicts("which is not " + form.mediaType());
    }
    var paging = ((Route.Answer.Rows) route.answer()).paging();
    var found = rows(form, answer);
    if (found.size() > paging.usualLimit()) {
      throw answer.contradicts("with %d records".formatted(found.size()));
    }
    var wanted = wanted(kind, form, record);
    if (found.size() < paging.usualLimit()
        && found.stream().filter(row -> isLike(row, wanted)).count() != 1) {
      throw answer.contradicts("which has not once " + Exchange.shortened(wanted.toString()));
    }
    if (form == Route.Form.HTML && answer.answer().body().contains("<script")) {
      throw answer.contradicts("which runs what was kept");
    }
  }

  private Optional<JsonNode> hostile(Kind kind, Field field) {
    var isOpen =
        kind.rules().stream().noneMatch(rule -> rule.check().contains(field.name()))
            && !field.unique();
    return field.type() instanceof FieldType.Text type && isOpen
        ? TEXTS.stream()
            .filter(text -> text.length() >= type.minLength() && text.length() <= type.maxLength())
            .findFirst()
            .map(JsonNodeFactory.instance::textNode)
        : Optional.empty();
  }

  private static List<Map<String, String>> rows(Route.Form form, Exchange answer) {
    var text = answer.answer().body();
    if (form == Route.Form.HTML) {
      return TextForms.items(text);
    }
    var lines = TextForms.cells(text);
    return lines.stream()
        .skip(1)
        .map(
            line -> {
              Map<String, String> row = new LinkedHashMap<>();
              for (var i = 0; i < line.size() && i < lines.getFirst().size(); i++) {
                row.put(lines.getFirst().get(i), line.get(i));
              }
              return row;
            })
        .toList();
  }

  /** What it says of a record, as far as that is text or a whole number. */
  private static Map<String, String> wanted(Kind kind, Route.Form form, JsonNode record) {
    Map<String, String> wanted = new LinkedHashMap<>();
    if (Routes.shows(kind, "id") && record.hasNonNull("id")) {
      wanted.put(name(kind, "id"), record.get("id").asText());
    }
    for (var field : kind.fields()) {
      var value = record.path(field.name());
      if (Routes.shows(kind, field.name())
          && (field.type() instanceof FieldType.Text || field.type() instanceof FieldType.Whole)
          && value.isValueNode()) {
        var text = value.isNull() ? "" : value.asText();
        var isFormula =
            form == Route.Form.CSV
                && text.matches("(?s)[=+\\-@\\t\\r].*")
                && !text.matches("[+-]?[0-9]+(\\.[0-9]+)?");
        wanted.put(name(kind, field.name()), isFormula ? "'" + text : text);
      }
    }
    return wanted;
  }

  private static String name(Kind kind, String field) {
    return kind.http().flatMap(http -> http.name(field)).orElse(field);
  }

  private static boolean isLike(Map<String, String> row, Map<String, String> wanted) {
    return row.entrySet().containsAll(wanted.entrySet());
  }
}
