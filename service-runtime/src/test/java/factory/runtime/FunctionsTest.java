package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions and reports of a running service. */
final class FunctionsTest {

  @Test
  void aFunctionComputesExactly(@TempDir Path folder) throws Exception {
    try (var library = Running.start(folder, Library.parts())) {
      assertThat(library.post("/fine", "{\"days\":21}").is(200).json().toString())
          .isEqualTo("{\"amount\":\"1.40\"}");
      assertThat(library.post("/fine", "{\"days\":3}").is(200).text("amount")).isEqualTo("0.00");
      library.post("/fine", "{\"days\":3651}").refuses(422, "TOO_LONG");
      library.post("/fine", "{\"days\":-1}").refuses(422, "INVALID_FIELDS", "days");
      library.post("/fine", "{\"days\":1.5,\"x\":1}").refuses(422, "INVALID_FIELDS", "days", "x");
      library.post("/fine", "").refuses(422, "INVALID_FIELDS", "days");
      library.get("/fine").refuses(405, "METHOD_NOT_ALLOWED");
      library.post("/fine/1", "{}").refuses(404, "NOT_FOUND");
    }
  }

  @Test
  void whatCannotBeComputedIsTheCallersFault(@TempDir Path folder) throws Exception {
    var divide =
        Function.of(
                "divide",
                input ->
                    Outcome.values(
                        Values.of(
                                "quotient",
                                Decimals.divide(
                                    Decimals.power(Decimals.decimal(input.whole("a")), 9),
                                    Decimals.decimal(input.whole("b"))))
                            .and("whole", Math.multiplyExact(input.whole("a"), input.whole("a")))))
            .input(Field.wholeNumber("a").required())
            .input(Field.wholeNumber("b").required())
            .output(Field.decimal("quotient", 4))
            .output(Field.wholeNumber("whole"));
    try (var service = Running.start(folder, divide)) {
      assertThat(service.post("/divide", "{\"a\":2,\"b\":3}").is(200).json().toString())
          .isEqualTo("{\"quotient\":170.6667,\"whole\":4}");
      service.post("/divide", "{\"a\":1,\"b\":0}").refuses(422, "DIVISION_BY_ZERO");
      service.post("/divide", "{\"a\":9000000000000000,\"b\":1}").refuses(422, "OUT_OF_RANGE");
      service.post("/divide", "{\"a\":100000,\"b\":1}").refuses(422, "OUT_OF_RANGE");
    }
  }

  private static final Resource SALES =
      Resource.of(
              "sale",
              "sales",
              Field.text("shop"),
              Field.money("amount"),
              Field.number("weight"),
              Field.wholeNumber("pieces"),
              Field.date("day"),
              Field.yesNo("secret"))
          .read(
              Access.when(
                  caller ->
                      Condition.equal("secret", false).or(Condition.equal("_owner", caller))));

  private static final Report PER_SHOP =
      Report.of("per_shop", "sales")
          .input(Field.date("since"))
          .input(Field.yesNo("secret"))
          .input(Field.money("least"))
          .where(
              input ->
                  Condition.atLeast("day", input.date("since"))
                      .and(Condition.equal("secret", input.value("secret")))
                      .and(Condition.less("amount", input.money("least")).not()))
          .group("shop", "shop")
          .count("sales")
          .countDistinct("days", "day")
          .sum("amount", "amount")
          .sum("weight", "weight")
          .average("mean", "amount")
          .average("pieces", "pieces")
          .min("first", "day")
          .max("heaviest", "weight")
          .order("-mean");

  private static final Report PER_YEAR =
      Report.of("per_year", "sales").groupByYear("year", "day").count("sales").limit(2);

  private static final Report ALL =
      Report.of("all", "sales").count("sales").sum("amount", "amount").max("last", "day");

  private static Running.Answer of(Running shop, String path) throws Exception {
    return shop.call(Running.ANN, "GET", path, "");
  }

  private static void sell(Running shop, String wallet, String json) throws Exception {
    shop.call(wallet, "POST", "/sales", json).is(201);
  }

  @Test
  void reportsAreExactAndOfWhatTheCallerMayRead(@TempDir Path folder) throws Exception {
    try (var shop = Running.start(folder, SALES, PER_SHOP, PER_YEAR, ALL)) {
      assertThat(of(shop, "/all").is(200).json().toString())
          .isEqualTo("{\"rows\":[{\"sales\":0,\"amount\":\"0.00\",\"last\":null}]}");
      assertThat(of(shop, "/per-shop").is(200).json().toString()).isEqualTo("{\"rows\":[]}");

      for (var i = 0; i < 3; i++) {
        sell(
            shop,
            Running.ANN,
            "{\"shop\":\"A\",\"amount\":\"0.10\",\"weight\":0.1,\"pieces\":%d,\"day\":\"2026-0%d-01\"}"
                .formatted(i, i + 1));
      }
      sell(
          shop,
          Running.ANN,
          "{\"shop\":\"B\",\"amount\":\"9999999999999.99\",\"weight\":123456.2344,"
              + "\"day\":\"2025-12-31\"}");
      sell(
          shop,
          Running.ANN,
          "{\"shop\":\"B\",\"amount\":\"9999999999999.98\",\"weight\":0.0001,"
              + "\"day\":\"2024-12-31\"}");
      sell(shop, Running.BEN, "{\"shop\":\"A\",\"amount\":\"5.00\",\"secret\":true}");

      var rows = of(shop, "/per-shop").is(200).json().path("rows");
      assertThat(rows.get(0).toString())
          .isEqualTo(
              "{\"shop\":\"B\",\"sales\":2,\"days\":2,\"amount\":\"19999999999999.97\","
                  + "\"weight\":123456.2345,\"mean\":\"9999999999999.99\","
                  + "\"pieces\":null,\"first\":\"2024-12-31\","
                  + "\"heaviest\":123456.2344}");
      assertThat(rows.get(1).toString())
          .isEqualTo(
              "{\"shop\":\"A\",\"sales\":3,\"days\":3,\"amount\":\"0.30\",\"weight\":0.3,"
                  + "\"mean\":\"0.10\",\"pieces\":1,\"first\":\"2026-01-01\",\"heaviest\":0.1}");
      // To Ben his own secret counts too.
      var ben = shop.call(Running.BEN, "GET", "/per-shop", "").is(200).json().path("rows").get(1);
      assertThat(ben.path("sales").asInt()).isEqualTo(4);
      assertThat(ben.path("mean").asText()).isEqualTo("1.33");

      assertThat(of(shop, "/per-shop?since=2026-02-01").is(200).json().path("rows").toString())
          .startsWith("[{\"shop\":\"A\",\"sales\":2");
      assertThat(of(shop, "/per-shop?least=0.11").is(200).json().path("rows")).hasSize(1);
      assertThat(of(shop, "/per-shop?secret=true").is(200).json().path("rows")).isEmpty();
      assertThat(of(shop, "/per-year").is(200).json().toString())
          .isEqualTo(
              "{\"rows\":[{\"year\":\"2024\",\"sales\":1},{\"year\":\"2025\",\"sales\":1}]}");
    }
  }

  @Test
  void reportsRefuseWhatTheyDoNotTake(@TempDir Path folder) throws Exception {
    try (var shop = Running.start(folder, SALES, PER_SHOP)) {
      of(shop, "/per-shop?since=today").refuses(400, "INVALID_ARGUMENT", "since");
      of(shop, "/per-shop?more=1").refuses(400, "INVALID_ARGUMENT", "more");
      of(shop, "/per-shop?since=2026-01-01&since=2026-01-02")
          .refuses(400, "INVALID_ARGUMENT", "since");
      of(shop, "/per-shop?secret=1").refuses(400, "INVALID_ARGUMENT", "secret");
      shop.post("/per-shop", "{}").refuses(405, "METHOD_NOT_ALLOWED");
    }
  }

  @Test
  void loansPerMember(@TempDir Path folder) throws Exception {
    try (var library = Running.start(folder, Library.parts())) {
      var book =
          library
              .post("/books", "{\"title\":\"Emma\",\"isbn\":\"9780141439587\",\"copies\":9}")
              .id();
      for (var name : new String[] {"ann", "ben"}) {
        var member =
            library
                .post(
                    "/members",
                    "{\"name\":\"%s\",\"email\":\"%s@example.com\"}".formatted(name, name))
                .id();
        for (var i = 0; i < (name.equals("ann") ? 1 : 3); i++) {
          library.post("/books/" + book + "/borrow", "{\"member\":\"" + member + "\"}").is(201);
        }
      }
      var rows = library.get("/loans-per-member?since=2020-01-01T00:00:00Z").json().path("rows");
      assertThat(rows.findValuesAsText("loans")).containsExactly("3", "1");
      assertThat(rows.get(0).path("month").asText()).hasSize(7);
      assertThat(library.get("/loans-per-member?since=2999-01-01T00:00:00Z").json().path("rows"))
          .isEmpty();
    }
  }
}
