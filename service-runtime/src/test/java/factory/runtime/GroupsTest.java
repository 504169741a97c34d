package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of records by the values of a field. */
final class GroupsTest {
  private static final Resource BILLS =
      Resource.of(
          "bill",
          "bills",
          Field.text("category").unique(),
          Field.text("shop"),
          Field.oneOf("state", "open", "paid", "lost").required(),
          Field.yesNo("late"),
          Field.wholeNumber("stars"),
          Field.decimal("amount", 4).required());

  private static Action figures(String name, Groups groups) {
    return Action.onCollection(
            "bills",
            name,
            call ->
                Outcome.values(
                    Values.of("json", call.groups("bills", Condition.always(), groups).json())))
        .output(Field.json("json"))
        .at(Endpoint.of("GET", "/" + name).status(200).answersValue());
  }

  private static final Action ROWS =
      Action.onCollection(
              "bills",
              "rows",
              call ->
                  Outcome.values(
                      Values.of(
                          "rows",
                          call.groups(
                                  "bills",
                                  Condition.equal("late", false),
                                  Groups.by("state")
                                      .words("open", "paid", "lost")
                                      .count("bills")
                                      .sum("total", "amount")
                                      .average("mean", "amount"))
                              .rows("state"))))
          .output(
              Field.listOf(
                  "rows",
                  Field.object(
                      "row",
                      Field.oneOf("state", "open", "paid", "lost").required(),
                      Field.wholeNumber("bills").required(),
                      Field.decimal("total", 10).required(),
                      Field.decimal("mean", 10).required())))
          .at(Endpoint.of("GET", "/rows").status(200).answersValue());

  /** Days and moments by a part of them; what has none is in no group. */
  @Test
  void daysAndMomentsHaveParts(@TempDir Path folder) throws Exception {
    var bills =
        Resource.of(
            "bill",
            "bills",
            Field.date("due"),
            Field.dateTime("paid"),
            Field.decimal("amount", 4).required());
    try (var service =
        Running.start(
            folder,
            bills,
            figures("months", Groups.byMonth("due").sum("x", "amount")),
            figures("days", Groups.byDay("paid").count("x")),
            figures("years", Groups.byYear("due").count("x")),
            figures("made", Groups.byYear("created_at").count("x")))) {
      bill(service, "\"due\":\"2025-03-31\",\"amount\":1.5,\"paid\":\"2025-04-01T00:30:00+02:00\"");
      bill(service, "\"due\":\"2025-03-01\",\"amount\":2,\"paid\":\"2025-03-31T01:00:00Z\"");
      bill(service, "\"due\":\"2024-12-31\",\"amount\":3");
      bill(service, "\"amount\":4");
      assertThat(got(service, "/months")).isEqualTo("{\"2024-12\":3,\"2025-03\":3.5}");
      assertThat(got(service, "/days")).isEqualTo("{\"2025-03-31\":2}");
      assertThat(got(service, "/years")).isEqualTo("{\"2024\":1,\"2025\":2}");
      assertThat(service.get("/made").is(200).json())
          .singleElement()
          .satisfies(n -> assertThat(n.asInt()).isEqualTo(4));
    }
  }

  private static void bill(Running service, String more) throws Exception {
    service.post("/bills", "{" + more + "}").is(201);
  }

  private static String got(Running service, String path) throws Exception {
    return service.get(path).is(200).json().toString();
  }

  @Test
  void eachValueHasItsFigures(@TempDir Path folder) throws Exception {
    try (var service =
        Running.start(
            folder,
            BILLS,
            ROWS,
            figures("shops", Groups.by("shop").sum("total", "amount")),
            figures("categories", Groups.by("category").count("number")),
            figures("stars", Groups.by("stars").count("number")),
            figures("states", Groups.by("state").every("open", "paid", "lost").count("number")),
            figures("late", Groups.by("late").every("false", "true").max("most", "amount")),
            figures(
                "kinds", Groups.by("state").words("paid", "open").countDistinct("of", "shop")))) {
      assertThat(got(service, "/rows")).isEqualTo("[]");
      assertThat(got(service, "/shops")).isEqualTo("{}");
      assertThat(got(service, "/states")).isEqualTo("{\"open\":0,\"paid\":0,\"lost\":0}");
      bill(service, "\"state\":\"paid\",\"shop\":\"b\",\"amount\":0.1,\"stars\":10");
      bill(service, "\"state\":\"paid\",\"shop\":\"b\",\"amount\":0.2,\"stars\":9");
      bill(
          service,
          "\"state\":\"open\",\"shop\":\"B \\\"x\",\"amount\":7,\"category\":\"\u00C9t\u00E9\"");
      bill(service, "\"state\":\"open\",\"amount\":3,\"late\":true");
      // To the cent, as they were put in, and without those that have none.
      assertThat(got(service, "/shops")).isEqualTo("{\"B \\\"x\":7,\"b\":0.3}");
      assertThat(got(service, "/categories")).isEqualTo("{\"\u00C9t\u00E9\":1}");
      assertThat(got(service, "/stars")).isEqualTo("{\"9\":1,\"10\":1}");
      assertThat(got(service, "/states")).isEqualTo("{\"open\":2,\"paid\":2,\"lost\":0}");
      assertThat(got(service, "/late")).isEqualTo("{\"false\":7,\"true\":3}");
      assertThat(got(service, "/kinds")).isEqualTo("{\"paid\":1,\"open\":1}");
      assertThat(got(service, "/rows"))
          .isEqualTo(
              "[{\"state\":\"open\",\"bills\":1,\"total\":7,\"mean\":7},"
                  + "{\"state\":\"paid\",\"bills\":2,\"total\":0.3,\"mean\":0.15}]");
    }
  }

  @Test
  void someTextsAloneHaveGroupsInTheirOrder(@TempDir Path folder) throws Exception {
    var texts = java.util.List.of("b", "none", "b", "a");
    try (var service =
        Running.start(
            folder,
            BILLS,
            figures("shops", Groups.by("shop").among(texts).count("number")),
            figures("places", Groups.by("stars").among(texts).sum("number", "amount")))) {
      assertThat(got(service, "/shops")).isEqualTo("{\"b\":0,\"none\":0,\"a\":0}");
      bill(service, "\"state\":\"paid\",\"shop\":\"b\",\"amount\":1,\"stars\":0");
      bill(service, "\"state\":\"paid\",\"shop\":\"b\",\"amount\":2,\"stars\":2");
      bill(service, "\"state\":\"paid\",\"shop\":\"other\",\"amount\":4,\"stars\":4");
      assertThat(got(service, "/shops")).isEqualTo("{\"b\":2,\"none\":0,\"a\":0}");
      // What is there twice has both of its places.
      assertThat(got(service, "/places")).isEqualTo("{\"b\":3,\"none\":0,\"a\":0}");
    }
  }

  @Test
  void moreGroupsThanFitAreRefused(@TempDir Path folder) throws Exception {
    try (var service =
        Running.start(
            folder, BILLS, figures("stars", Groups.by("stars").count("number")), many())) {
      service.post("/bills/many", "{\"number\":1000}").is(204);
      assertThat(service.get("/stars").is(200).json()).hasSize(1000);
      service.post("/bills/many", "{\"number\":1}").is(204);
      service.get("/stars").refuses(422, "TOO_MANY_GROUPS");
    }
  }

  private static Action many() {
    return Action.onCollection(
            "bills",
            "many",
            call -> {
              var from = call.count("bills", Condition.always());
              for (var i = 0L; i < call.input().whole("number"); i++) {
                call.insert(
                    "bills",
                    Values.of("state", "open")
                        .and("amount", java.math.BigDecimal.ONE)
                        .and("stars", from + i));
              }
              return Outcome.nothing();
            })
        .input(Field.wholeNumber("number").required());
  }
}
