package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.Route.Answer;
import factory.pipeline.spec.Route.By;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Orders of lists in words of their own: each is what its word says, one after another. */
final class OrderChecks {
  private static final int RECORDS = 4;
  private static final int LOOKED_AT = 50;

  private final Session session;
  private final Maker maker;

  OrderChecks(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  void run(Kind kind) {
    for (var route : Routes.of(kind, Operation.LIST)) {
      if (!(route.answer() instanceof Answer.Rows rows)) {
        continue;
      }
      for (var parameter : rows.parameters()) {
        if (parameter.isOrder() && !parameter.orders().isEmpty()) {
          session.check(
              Area.ROUTES,
              "%s is in the orders that %s says".formatted(Routes.named(route), parameter.name()),
              () -> {
                JsonNode last = maker.make(kind, Wallet.A);
                for (var i = 1; i < RECORDS && !Maker.isOnePerWallet(kind); i++) {
                  last = maker.make(kind, Wallet.A);
                }
                new One(kind, route, rows, parameter, last).look();
              });
        }
      }
    }
  }

  /** One parameter of a list. */
  private final class One {
    private final Kind kind;
    private final Route route;
    private final Route.Parameter parameter;
    private final JsonNode path;
    private final int most;
    private final String size;

    One(Kind kind, Route route, Answer.Rows rows, Route.Parameter parameter, JsonNode path) {
      this.kind = kind;
      this.route = route;
      this.parameter = parameter;
      this.path = path;
      var paging = rows.paging();
      most =
          Math.min(
              LOOKED_AT, paging.limit().isPresent() ? paging.mostLimit() : paging.usualLimit());
      size = paging.limit().map(name -> name + "=" + most + "&").orElse("");
    }

    void look() throws Ended {
      var count = records(List.of()).size();
      if (count < 2 || count >= most) {
        throw Ended.notTried("there are too few or too many records");
      }
      for (var word : parameter.orders().entrySet()) {
        var records = records(List.of(word.getKey()));
        var order = word.getValue();
        var back = word(order.startsWith("-") ? order.substring(1) : "-" + order);
        if (back.isPresent() && !records(List.of(back.get())).equals(records.reversed())) {
          throw Ended.failed(
              "what is in the order %s is not the other way round by %s"
                  .formatted(word.getKey(), back.get()));
        }
        rises(word, records);
      }
      if (parameter.by() == By.ORDERS) {
        several();
      }
    }

    /** Numbers never come before less, or after more where they are to fall. */
    private void rises(Map.Entry<String, String> word, List<JsonNode> records) throws Ended {
      var order = word.getValue();
      var field = order.replaceFirst("^-", "");
      Optional<BigDecimal> before = Optional.empty();
      for (var record : order.startsWith("-") ? records.reversed() : records) {
        var value = record.path(field);
        if (value.isNumber()) {
          if (before.filter(last -> last.compareTo(value.decimalValue()) > 0).isPresent()) {
            throw Ended.failed(
                "by %s the %s %s comes at the wrong side of %s"
                    .formatted(word.getKey(), field, value, before.get()));
          }
          before = Optional.of(value.decimalValue());
        }
      }
    }

    /** What is the same by the first order is as the second has it. */
    private void several() throws Ended {
      for (var first : parameter.orders().entrySet()) {
        for (var second : parameter.orders().entrySet()) {
          var field = first.getValue().replaceFirst("^-", "");
          if (field.equals("created_at")
              || field.equals(second.getValue().replaceFirst("^-", ""))) {
            continue;
          }
          var wanted = records(List.of(second.getKey()));
          var both = records(List.of(first.getKey(), second.getKey()));
          var alone = records(List.of(first.getKey()));
          for (var i = 0; i < both.size(); i++) {
            if (!both.get(i).path(field).equals(alone.get(i).path(field))) {
              throw Ended.failed(
                  "by %s and %s the first order is lost"
                      .formatted(first.getKey(), second.getKey()));
            }
            if (i > 0
                && both.get(i).path(field).equals(both.get(i - 1).path(field))
                && wanted.indexOf(both.get(i)) < wanted.indexOf(both.get(i - 1))) {
              throw Ended.failed(
                  "by %s and %s the second order is lost"
                      .formatted(first.getKey(), second.getKey()));
            }
          }
          return;
        }
      }
    }

    private Optional<String> word(String order) {
      return parameter.orders().entrySet().stream()
          .filter(word -> word.getValue().equals(order))
          .map(Map.Entry::getKey)
          .findFirst();
    }

    private List<JsonNode> records(List<String> words) throws Ended {
      var query = new StringBuilder(size);
      for (var word : words) {
        query.append(parameter.name()).append('=').append(Pages.encoded(word)).append('&');
      }
      if (!query.isEmpty()) {
        query.setLength(query.length() - 1);
      }
      var answer =
          session
              .ask(
                  session
                      .translation()
                      .over(kind, route, Wallet.A, path, Optional.empty(), query.toString()))
              .expect(200);
      List<JsonNode> records = new ArrayList<>();
      answer.json().path(kind.plural()).forEach(records::add);
      return records;
    }
  }
}
