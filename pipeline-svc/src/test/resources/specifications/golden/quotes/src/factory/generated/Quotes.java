package factory.generated;

import factory.runtime.Aggregate;
import factory.runtime.Dates;
import factory.runtime.Decimals;
import factory.runtime.Field;
import factory.runtime.Lists;
import factory.runtime.Members;
import factory.runtime.Resource;
import factory.runtime.Texts;
import java.time.Instant;

/** Quotes, served at /quotes. */
final class Quotes {
  static final Resource RESOURCE =
      Resource.of(
              "quote",
              "quotes",
              Field.text("customer").required().from(1).to(200),
              Field.listOf(
                      "lines",
                      Field.object(
                          "lines",
                          Field.text("what").required().from(1).to(200),
                          Field.money("price").required().from("0"),
                          Field.wholeNumber("count").from(1).to(1000).orElse(1L),
                          Field.decimal("discount", 1).from("0").to("100")))
                  .required()
                  .items(1, 50),
              Field.object(
                  "address", Field.text("city").required().to(100), Field.text("zip").to(10)),
              Field.money("total")
                  .computed(
                      quote ->
                          Lists.sum(
                              quote
                                  .<Members>list("lines")
                                  .stream()
                                  .map(
                                      l ->
                                          l.has("discount")
                                              ? Decimals.divide(
                                                  Decimals.multiply(
                                                      Decimals.multiply(
                                                          l.money("price"),
                                                          Decimals.decimal(l.whole("count"))),
                                                      Decimals.subtract(
                                                          Decimals.decimal(100),
                                                          l.decimal("discount"))),
                                                  Decimals.decimal(100))
                                              : Decimals.multiply(
                                                  l.money("price"),
                                                  Decimals.decimal(l.whole("count"))))
                                  .toList())),
              Field.money("budget").required().from("0").orElse(Decimals.decimal(100)),
              Field.money("left").required().setByActions(given -> given.money("budget")),
              Field.dateTime("valid_until")
                  .setByActions(
                      given -> Dates.plus(Instant.now(), Dates.days(given.whole("days")))),
              Field.wholeNumber("days").required().from(1).to(90).orElse(14L),
              Field.money("ordered")
                  .required()
                  .aggregated(Aggregate.sum("purchases", "quote", "amount")),
              Field.money("dearest").aggregated(Aggregate.max("purchases", "quote", "amount")),
              Field.money("not_ordered")
                  .required()
                  .computed(
                      quote -> Decimals.subtract(quote.money("budget"), quote.money("ordered"))),
              Field.yesNo("is_large")
                  .computed(
                      quote ->
                          quote.has("dearest")
                              && quote
                                     .money("dearest")
                                     .compareTo(
                                         Decimals.divide(
                                             quote.money("budget"), Decimals.decimal(2)))
                                     > 0),
              Field.text("place")
                  .computed(
                      quote ->
                          quote.has("address") ? quote.object("address").text("city") : "nowhere"))
          .rule(
              "lines",
              "must name each thing once",
              quote ->
                  Lists.size(
                      Lists.distinct(
                          quote
                              .<Members>list("lines")
                              .stream()
                              .map(l -> Texts.lower(l.text("what")))
                              .toList()))
                      == Lists.size(quote.<Members>list("lines")));

  private Quotes() {}
}
