package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Inside;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.Route.Answer;
import factory.pipeline.spec.Route.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where a list says that its other parts are: whoever follows it sees each record once. */
final class PartLinks {
  private static final int RECORDS = 3;
  private static final int MOST = 20;

  /** What is asked for besides, and is to be asked for again. */
  private static final String BESIDES = "not_a_parameter=a%20%26b";

  private final Session session;
  private final Maker maker;

  PartLinks(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  void run(Kind kind) {
    for (var route : Routes.of(kind, Operation.LIST)) {
      if (route.answer() instanceof Answer.Rows rows
          && Stream.concat(rows.figures().stream(), rows.headers().stream())
              .anyMatch(figure -> figure.part().isLink())) {
        session.check(
            Area.ROUTES,
            Routes.named(route) + " says where its other parts are",
            () -> parts(kind, route, rows));
      }
      if (route.answer() instanceof Answer.Rows rows
          && Stream.of(Part.FIRST, Part.LAST, Part.BEFORE).anyMatch(part -> has(rows, part))) {
        session.check(
            Area.ROUTES,
            Routes.named(route) + " says whether it has other parts",
            () -> truths(kind, route, rows));
      }
    }
  }

  /** What is said of the first part, and of one behind the last. */
  private void truths(Kind kind, Route route, Answer.Rows rows) throws Ended {
    JsonNode last = maker.make(kind, Wallet.A);
    if (!Maker.isOnePerWallet(kind)) {
      last = maker.make(kind, Wallet.A);
    }
    var paging = rows.paging();
    var size = paging.limit().map(name -> name + "=1").orElse("");
    var first = ask(kind, route, last, size);
    says(first, rows, Part.FIRST, true);
    says(first, rows, Part.BEFORE, false);
    if (paging.limit().isPresent() && !Maker.isOnePerWallet(kind)) {
      says(first, rows, Part.LAST, false);
    }
    var from = paging.page().or(paging::offset);
    if (from.isPresent()) {
      var behind = ask(kind, route, last, and(size, from.get() + "=999999"));
      says(behind, rows, Part.FIRST, false);
      says(behind, rows, Part.BEFORE, true);
      says(behind, rows, Part.LAST, true);
    }
  }

  private static void says(Exchange answer, Answer.Rows rows, Part part, boolean wanted)
      throws Ended {
    if (has(rows, part) && !said(answer, rows, part).equals(Optional.of(String.valueOf(wanted)))) {
      throw answer.contradicts(
          "whose %s is not %s".formatted(part.name().toLowerCase(Locale.ROOT), wanted));
    }
  }

  private void parts(Kind kind, Route route, Answer.Rows rows) throws Ended {
    JsonNode last = maker.make(kind, Wallet.A);
    for (var i = 1; i < RECORDS && !Maker.isOnePerWallet(kind); i++) {
      last = maker.make(kind, Wallet.A);
    }
    var size = rows.paging().limit().map(name -> name + "=1").orElse("");
    var begin = size.isEmpty() ? BESIDES : size + "&" + BESIDES;
    var most = rows.paging().limit().map(name -> name + "=" + rows.paging().mostLimit()).orElse("");
    var all = records(kind, ask(kind, route, last, most));
    var answer = ask(kind, route, last, begin);
    var first = records(kind, answer);
    if (says(answer, rows, Part.PREVIOUS_LINK) || says(answer, rows, Part.PREVIOUS_PAGE)) {
      throw answer.contradicts("with a part before the first");
    }
    follow(kind, route, last, answer, rows, Part.FIRST_LINK, first);
    List<JsonNode> seen = new ArrayList<>(first);
    for (var step = 0; step < MOST; step++) {
      var next = query(kind, route, last, answer, rows, Part.NEXT_LINK);
      if (next.isEmpty()) {
        break;
      }
      var before = records(kind, answer);
      answer = ask(kind, route, last, next.get());
      var found = records(kind, answer);
      if (found.isEmpty()) {
        throw answer.contradicts("which is no next part");
      }
      seen.addAll(found);
      follow(kind, route, last, answer, rows, Part.PREVIOUS_LINK, before);
    }
    var asks = has(rows, Part.NEXT_LINK) || has(rows, Part.LINKS);
    if (asks && !seen.equals(all.subList(0, Math.min(seen.size(), all.size())))) {
      throw answer.contradicts("the parts are others than what comes at once");
    }
    if (asks && seen.size() < Math.min(all.size(), MOST)) {
      throw answer.contradicts(
          "and no next part after %d of %d".formatted(seen.size(), all.size()));
    }
    behind(kind, route, last, rows, begin);
    pages(kind, route, last, rows, size);
  }

  /** Nothing comes after the last part, and something where that is said to be. */
  private void behind(Kind kind, Route route, JsonNode values, Answer.Rows rows, String begin)
      throws Ended {
    var paging = rows.paging();
    var far = paging.page().or(paging::offset).orElseThrow() + "=999999";
    var answer = ask(kind, route, values, and(begin, far));
    if (says(answer, rows, Part.NEXT_LINK)) {
      throw answer.contradicts("with a part after the last");
    }
    var end = query(kind, route, values, answer, rows, Part.LAST_LINK);
    if (end.isPresent()) {
      var found = ask(kind, route, values, end.get());
      if (records(kind, found).isEmpty() || says(found, rows, Part.NEXT_LINK)) {
        throw found.contradicts("which is not the last part");
      }
    }
  }

  /** The numbers of other pages, where there are such. */
  private void pages(Kind kind, Route route, JsonNode values, Answer.Rows rows, String size)
      throws Ended {
    if (!has(rows, Part.NEXT_PAGE)) {
      return;
    }
    var answer = ask(kind, route, values, size);
    var page = rows.paging().page().orElseThrow();
    var number = said(answer, rows, Part.NEXT_PAGE);
    if (number.isPresent()
        && !number.get().equals(Integer.toString(rows.paging().firstPage() + 1))) {
      throw answer.contradicts("with another next page");
    }
    if (number.isPresent()
        && records(kind, ask(kind, route, values, and(size, page + "=" + number.get())))
            .isEmpty()) {
      throw answer.contradicts("with a next page that has nothing");
    }
    var behind = ask(kind, route, values, and(size, page + "=" + 999_999));
    if (says(behind, rows, Part.NEXT_PAGE)) {
      throw behind.contradicts("with a page after the last");
    }
  }

  private static String and(String size, String more) {
    return size.isEmpty() ? more : size + "&" + more;
  }

  private static boolean has(Answer.Rows rows, Part part) {
    return Stream.concat(rows.figures().stream(), rows.headers().stream())
        .anyMatch(figure -> figure.part() == part);
  }

  private Exchange ask(Kind kind, Route route, JsonNode values, String query) throws Ended {
    return session
        .ask(session.translation().over(kind, route, Wallet.A, values, Optional.empty(), query))
        .expect(200);
  }

  private static List<JsonNode> records(Kind kind, Exchange answer) {
    List<JsonNode> records = new ArrayList<>();
    answer.json().path(kind.plural()).forEach(records::add);
    return records;
  }

  private void follow(
      Kind kind,
      Route route,
      JsonNode values,
      Exchange answer,
      Answer.Rows rows,
      Part part,
      List<JsonNode> wanted)
      throws Ended {
    var query = query(kind, route, values, answer, rows, part);
    if (query.isPresent()) {
      var found = records(kind, ask(kind, route, values, query.get()));
      if (!found.equals(wanted)) {
        throw answer.contradicts(
            "whose %s leads to other records".formatted(part.name().toLowerCase(Locale.ROOT)));
      }
    } else if (has(rows, part)) {
      throw answer.contradicts("without " + part.name().toLowerCase(Locale.ROOT));
    }
  }

  private static boolean says(Exchange answer, Answer.Rows rows, Part part) {
    return said(answer, rows, part).isPresent();
  }

  /** The query of where a part is; empty where there is none. */
  private Optional<String> query(
      Kind kind, Route route, JsonNode values, Exchange answer, Answer.Rows rows, Part part)
      throws Ended {
    var address = said(answer, rows, part);
    if (address.isEmpty()) {
      return Optional.empty();
    }
    var path =
        session
            .translation()
            .over(kind, route, Wallet.A, values, Optional.empty(), "")
            .request()
            .path();
    var at = address.get().indexOf(path + "?");
    if (!address.get().matches("https?://[^/]+/.*") || at < 0) {
      throw answer.contradicts("with '%s', which is not where it is".formatted(address.get()));
    }
    var query = address.get().substring(at + path.length() + 1);
    if (!query.contains(BESIDES)) {
      throw answer.contradicts("with '%s', which forgets what was asked for".formatted(query));
    }
    return Optional.of(query);
  }

  /** What an answer says as a part: in its body, a header of its own, or among its links. */
  private static Optional<String> said(Exchange answer, Answer.Rows rows, Part part) {
    var headers = answer.answer().headers();
    for (var header : rows.headers()) {
      if (header.part() == part) {
        return Optional.ofNullable(headers.get(header.name().toLowerCase(Locale.ROOT)));
      }
    }
    var figures = Inside.of(answer.body(), rows.figuresWithin());
    for (var figure : rows.figures()) {
      if (figure.part() == part) {
        var value = figures.path(figure.name());
        return value.isValueNode() && !value.isNull()
            ? Optional.of(value.asText())
            : Optional.empty();
      }
    }
    return relation(part)
        .flatMap(
            relation -> {
              var matcher =
                  Pattern.compile("<([^>]*)>; rel=\"" + relation + "\"")
                      .matcher(headers.getOrDefault("link", ""));
              return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
            });
  }

  private static Optional<String> relation(Part part) {
    return switch (part) {
      case NEXT_LINK -> Optional.of("next");
      case PREVIOUS_LINK -> Optional.of("prev");
      case FIRST_LINK -> Optional.of("first");
      case LAST_LINK -> Optional.of("last");
      default -> Optional.empty();
    };
  }
}
