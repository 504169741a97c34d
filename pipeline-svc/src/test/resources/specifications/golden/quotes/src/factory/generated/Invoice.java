package factory.generated;

import factory.runtime.Decimals;
import factory.runtime.Field;
import factory.runtime.Function;
import factory.runtime.Input;
import factory.runtime.Lists;
import factory.runtime.Members;
import factory.runtime.Outcome;
import factory.runtime.Values;

/** What the lines of an invoice come to. */
final class Invoice {
  static final Function FUNCTION =
      Function.of("invoice", Invoice::compute)
          .input(
              Field.listOf(
                      "lines",
                      Field.object(
                          "lines",
                          Field.text("what").required().from(1).to(200),
                          Field.money("price").required().from("0").to("1000000"),
                          Field.wholeNumber("count").from(1).to(1000).orElse(1L)))
                  .required()
                  .items(1, 50))
          .input(
              Field.decimal("vat", 2).required().from("0").to("100").orElse(Decimals.decimal(19)))
          .output(
              Field.listOf(
                  "lines",
                  Field.object(
                      "lines",
                      Field.text("what").required().to(200),
                      Field.money("total").required())))
          .output(Field.money("net"))
          .output(
              Field.object(
                  "dearest",
                  Field.money("price").required(),
                  Field.wholeNumber("lines").required()));

  private Invoice() {}

  private static Outcome compute(Input input) {
    var net =
        Lists.sum(
            input
                .<Members>list("lines")
                .stream()
                .map(l -> Decimals.multiply(l.money("price"), Decimals.decimal(l.whole("count"))))
                .toList());
    return Outcome.values(
        Values.of(
                "lines",
                input
                    .<Members>list("lines")
                    .stream()
                    .map(
                        l ->
                            Members.of(
                                "what",
                                l.text("what"),
                                "total",
                                Decimals.multiply(
                                    Decimals.multiply(
                                        l.money("price"), Decimals.decimal(l.whole("count"))),
                                    Decimals.add(
                                        Decimals.decimal("1.0"),
                                        Decimals.divide(
                                            input.decimal("vat"), Decimals.decimal(100))))))
                    .toList())
            .and("net", net)
            .and(
                "dearest",
                Members.of(
                    "price",
                    Lists.max(
                        input.<Members>list("lines").stream().map(l -> l.money("price")).toList()),
                    "lines",
                    Lists.size(input.<Members>list("lines")))));
  }
}
