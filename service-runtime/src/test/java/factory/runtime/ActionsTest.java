package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Actions of a running service: all of what they do, or nothing. */
final class ActionsTest {

  private static String book(Running library, String isbn, int copies) throws Exception {
    return library
        .post(
            "/books", "{\"title\":\"Emma\",\"isbn\":\"%s\",\"copies\":%d}".formatted(isbn, copies))
        .is(201)
        .id();
  }

  private static String member(Running library, String name) throws Exception {
    return library
        .post("/members", "{\"name\":\"%s\",\"email\":\"%s@example.com\"}".formatted(name, name))
        .is(201)
        .id();
  }

  private static String by(String member) {
    return "{\"member\":\"" + member + "\"}";
  }

  @Test
  void anActionChecksAndChangesAndAnswers(@TempDir Path folder) throws Exception {
    try (var library = Running.start(folder, Library.parts())) {
      var book = book(library, "9780141439587", 1);
      var ann = member(library, "ann");

      var loan = library.post("/books/" + book + "/borrow", by(ann)).is(201);
      assertThat(loan.text("book")).isEqualTo(book);
      assertThat(loan.header("location")).isEqualTo("../../loans/" + loan.id());
      assertThat(loan.header("etag")).isNotEmpty();
      assertThat(library.get("/books/" + book).json().path("free").asInt()).isZero();

      library.post("/books/" + book + "/borrow", by(ann)).refuses(409, "NO_COPY_LEFT");

      var back = library.post("/loans/" + loan.id() + "/return", "").is(200);
      assertThat(back.text("returned_at")).isNotEmpty();
      // Half a hundredth is rounded up.
      assertThat(back.text("fine")).isEqualTo("0.13");
      library.post("/loans/" + loan.id() + "/return", "{}").refuses(409, "ALREADY_RETURNED");
      assertThat(library.get("/books/" + book).json().path("free").asInt()).isEqualTo(1);
    }
  }

  @Test
  void whatDoesNotFitIsRefusedAsEverywhere(@TempDir Path folder) throws Exception {
    try (var library = Running.start(folder, Library.parts())) {
      var book = book(library, "9780141439587", 1);
      var borrow = "/books/" + book + "/borrow";
      library.post(borrow, "{}").refuses(422, "INVALID_FIELDS", "member");
      library.post(borrow, "").refuses(422, "INVALID_FIELDS", "member");
      library.post(borrow, by("nobody")).refuses(422, "INVALID_FIELDS", "member");
      library
          .post(borrow, "{\"member\":null,\"more\":1}")
          .refuses(422, "INVALID_FIELDS", "member", "more");
      library.post(borrow, "[]").refuses(400, "MALFORMED_BODY");
      library.post("/books/nothing/borrow", by("x")).refuses(404, "NOT_FOUND");
      library.post("/books/" + book + "/burn", "").refuses(404, "NOT_FOUND");
      library.post("/books/" + book + "/borrow/now", "").refuses(404, "NOT_FOUND");
      library.get(borrow).refuses(405, "METHOD_NOT_ALLOWED");
      library.get("/loans/return-all").refuses(405, "METHOD_NOT_ALLOWED");
      library.post("/loans", "{}").refuses(405, "METHOD_NOT_ALLOWED");
      assertThat(library.call("", "OPTIONS", borrow, "").is(204).header("allow"))
          .isEqualTo("POST, OPTIONS");
    }
  }

  @Test
  void oneOfManyBooksAtMostThreeAndAllBackAtOnce(@TempDir Path folder) throws Exception {
    try (var library = Running.start(folder, Library.parts())) {
      var ann = member(library, "ann");
      for (var i = 0; i < 3; i++) {
        var book = book(library, "978014143958" + i, 1);
        library.post("/books/" + book + "/borrow", by(ann)).is(201);
      }
      var fourth = book(library, "9780141439589", 1);
      library.post("/books/" + fourth + "/borrow", by(ann)).refuses(409, "TOO_MANY_LOANS");

      var all = library.post("/loans/return-all", "").is(200);
      assertThat(all.json().toString()).isEqualTo("{\"returned\":3}");
      library.post("/books/" + fourth + "/borrow", by(ann)).is(201);
    }
  }

  @Test
  void nothingOfARefusedActionRemains(@TempDir Path folder) throws Exception {
    var things =
        Resource.of(
            "thing",
            "things",
            Field.text("name").unique(),
            Field.wholeNumber("count").from(0).to(5).setByActions(0L));
    var refusing =
        Action.onRecord(
                "things",
                "spoil",
                call -> {
                  call.insert("things", Values.of("name", "second"));
                  call.set(call.record(), Values.of("count", 3L));
                  return switch (call.input().text("how")) {
                    case "outcome" -> Outcome.refused(409, "SPOILT", "It is spoilt.");
                    case "taken" -> {
                      call.insert("things", Values.of("name", "second"));
                      yield Outcome.nothing();
                    }
                    case "bounds" ->
                        Outcome.changed(call.set(call.record(), Values.of("count", 6L)));
                    case "overflow" ->
                        Outcome.values(Values.of("x", Math.addExact(Long.MAX_VALUE, 1)));
                    case "zero" -> Outcome.values(Values.of("x", Wholes.divide(1, 0)));
                    case "broken" -> throw new IllegalStateException("a bug");
                    case null, default -> Outcome.nothing();
                  };
                })
            .input(Field.text("how").required());
    try (var service = Running.start(folder, things, refusing)) {
      var id = service.post("/things", "{\"name\":\"first\"}").is(201).id();
      service.post("/things/" + id + "/spoil", how("outcome")).refuses(409, "SPOILT");
      service.post("/things/" + id + "/spoil", how("taken")).refuses(409, "ALREADY_EXISTS", "name");
      service
          .post("/things/" + id + "/spoil", how("bounds"))
          .refuses(422, "INVALID_FIELDS", "count");
      service.post("/things/" + id + "/spoil", how("overflow")).refuses(422, "OUT_OF_RANGE");
      service.post("/things/" + id + "/spoil", how("zero")).refuses(422, "DIVISION_BY_ZERO");
      service.post("/things/" + id + "/spoil", how("broken")).refuses(500, "INTERNAL");
      assertThat(service.get("/things").json().path("things")).hasSize(1);
      assertThat(service.get("/things/" + id).json().path("count").asInt()).isZero();

      service.post("/things/" + id + "/spoil", how("no")).is(204);
      assertThat(service.get("/things").json().path("things")).hasSize(2);
      assertThat(service.get("/things/" + id).json().path("count").asInt()).isEqualTo(3);
    }
  }

  private static String how(String how) {
    return "{\"how\":\"" + how + "\"}";
  }

  @Test
  void onlyWhoMayDoesIt(@TempDir Path folder) throws Exception {
    var notes =
        Resource.of("note", "notes", Field.text("text"), Field.yesNo("open"))
            .read(
                Access.when(
                    caller -> Condition.equal("open", true).or(Condition.equal("_owner", caller))));
    var stamp =
        Action.onRecord(
                "notes",
                "stamp",
                call -> Outcome.changed(call.set(call.record(), Values.of("text", call.caller()))))
            .allowed(Access.owner());
    var member =
        Action.onCollection(
                "notes",
                "count_mine",
                call ->
                    Outcome.values(
                        Values.of(
                            "mine", call.count("notes", Condition.equal("_owner", call.caller())))))
            .output(Field.wholeNumber("mine"))
            .allowed(
                Access.when(
                    caller -> Condition.exists("notes", Condition.equal("_owner", caller))));
    var never =
        Action.onCollection("notes", "never", _ -> Outcome.nothing()).allowed(Access.nobody());
    try (var service = Running.start(folder, notes, stamp, member, never)) {
      var hidden = service.call(Running.ANN, "POST", "/notes", "{\"open\":false}").is(201).id();
      var open = service.call(Running.ANN, "POST", "/notes", "{\"open\":true}").is(201).id();

      service
          .call(Running.BEN, "POST", "/notes/" + hidden + "/stamp", "")
          .refuses(404, "NOT_FOUND");
      service
          .call(Running.BEN, "POST", "/notes/" + open + "/stamp", "")
          .refuses(403, "NOT_ALLOWED");
      service.call("", "POST", "/notes/" + open + "/stamp", "").refuses(401, "CALLER_REQUIRED");
      var stamped = service.call(Running.ANN, "POST", "/notes/" + open + "/stamp", "").is(200);
      assertThat(stamped.text("text")).isEqualTo(Running.ANN);

      service.call(Running.BEN, "POST", "/notes/count-mine", "").refuses(403, "NOT_ALLOWED");
      service.call("", "POST", "/notes/count-mine", "").refuses(401, "CALLER_REQUIRED");
      assertThat(service.call(Running.ANN, "POST", "/notes/count-mine", "").is(200).text("mine"))
          .isEqualTo("2");
      service.call(Running.ANN, "POST", "/notes/never", "").refuses(403, "NOT_ALLOWED");
    }
  }

  @Test
  void aRevisionAndAKeyMakeItSafeToSendAgain(@TempDir Path folder) throws Exception {
    try (var library = Running.start(folder, Library.parts())) {
      var book = book(library, "9780141439587", 5);
      var ann = member(library, "ann");
      var etag = library.get("/books/" + book).header("etag");
      var borrow = "/books/" + book + "/borrow";

      var first = library.call("", "POST", borrow, by(ann), "Idempotency-Key: 1").is(201);
      var again = library.call("", "POST", borrow, by(ann), "Idempotency-Key: 1").is(201);
      assertThat(again.json()).isEqualTo(first.json());
      assertThat(again.header("location")).isEqualTo(first.header("location"));
      assertThat(library.get("/books/" + book).json().path("lent").asInt()).isEqualTo(1);
      var other = member(library, "ben");
      library
          .call("", "POST", borrow, by(other), "Idempotency-Key: 1")
          .refuses(409, "IDEMPOTENCY_KEY_REUSED");

      library
          .call("", "POST", borrow, by(ann), "If-Match: " + etag)
          .refuses(412, "REVISION_MISMATCH");
      var now = library.get("/books/" + book).header("etag");
      library.call("", "POST", borrow, by(ann), "If-Match: " + now).is(201);
    }
  }

  @Test
  void secretsAreVerifiedAndChangedByActions(@TempDir Path folder) throws Exception {
    var doors = Resource.of("door", "doors", Field.secret("code").required());
    var change =
        Action.onRecord(
                "doors",
                "change_code",
                call -> {
                  call.require(
                      call.matches(call.record(), "code", String.valueOf(call.input().text("old"))),
                      403,
                      "WRONG_CODE",
                      "That is not the code.");
                  return Outcome.changed(
                      call.set(call.record(), Values.of("code", call.input().text("new"))));
                })
            .input(Field.secret("old").required())
            .input(Field.secret("new").required());
    try (var service = Running.start(folder, doors, change)) {
      var door = service.post("/doors", "{\"code\":\"first one\"}").is(201);
      var path = "/doors/" + door.id() + "/change-code";
      service.post(path, "{\"old\":\"another\",\"new\":\"second one\"}").refuses(403, "WRONG_CODE");
      var changed = service.post(path, "{\"old\":\"first one\",\"new\":\"second one\"}").is(200);
      assertThat(changed.json().has("code")).isFalse();
      service.post(path, "{\"old\":\"first one\",\"new\":\"x\"}").refuses(403, "WRONG_CODE");
    }
  }

  @Test
  void aSumBeyondAllNumbersIsRefused(@TempDir Path folder) throws Exception {
    var things = Resource.of("thing", "things", Field.duration("span"), Field.wholeNumber("n"));
    var sum =
        Action.onCollection(
                "things",
                "sum",
                call ->
                    Outcome.values(
                        Values.of("sum", call.sum("things", "n", Condition.always()).whole())))
            .output(Field.wholeNumber("sum"));
    var report = Report.of("sums", "things").sum("sum", "n");
    try (var service = Running.start(folder, things, sum, report)) {
      assertThat(service.post("/things/sum", "").is(200).text("sum")).isEqualTo("0");
      for (var i = 0; i < 2; i++) {
        service.post("/things", "{\"n\":9007199254740991}").is(201);
      }
      // More than JSON's readers keep: the field of the output refuses it.
      service.post("/things/sum", "").refuses(422, "OUT_OF_RANGE");
      assertThat(service.get("/sums").is(200).json().path("rows").get(0).path("sum").asLong())
          .isEqualTo(18_014_398_509_481_982L);
    }
  }

  @Test
  void manyAreChangedAndDeletedEachOnce(@TempDir Path folder) throws Exception {
    var things =
        Resource.of(
            "thing",
            "things",
            Field.wholeNumber("number"),
            Field.number("exact"),
            Field.date("day"));
    var fill =
        Action.onCollection(
            "things",
            "fill",
            call -> {
              for (var i = 0L; i < 1_203; i++) {
                call.insert(
                    "things",
                    Values.of("number", i)
                        .and("exact", Decimals.divide(Decimals.decimal(i), Decimals.decimal(8)))
                        .and("day", Dates.date("2026-01-01").plusDays(i)));
              }
              return Outcome.nothing();
            });
    var change =
        Action.onCollection(
                "things",
                "change",
                call -> {
                  var even =
                      call.setEach(
                          "things",
                          Condition.less("number", 1_000),
                          row -> Values.of("number", row.whole("number") * 2 + 1));
                  var gone = call.deleteEach("things", Condition.atLeast("number", 1_000));
                  return Outcome.values(
                      Values.of("set", even)
                          .and("gone", gone)
                          .and("left", call.count("things", Condition.always()))
                          .and("sum", call.sum("things", "number", Condition.always()).whole())
                          .and("exact", call.sum("things", "exact", Condition.always()).decimal())
                          .and(
                              "mean", call.average("things", "exact", Condition.always()).decimal())
                          .and("first", call.min("things", "day", Condition.always()).date())
                          .and("none", call.max("things", "day", Condition.of(false)).value())
                          .and(
                              "last",
                              call.first("things", Condition.always(), "-number")
                                  .map(row -> row.whole("number"))
                                  .orElse(null))
                          .and(
                              "rows",
                              call
                                  .rows("things", Condition.greater("exact", 60), "exact", 2)
                                  .stream()
                                  .map(row -> row.decimal("exact"))
                                  .toList()));
                })
            .output(Field.wholeNumber("set"))
            .output(Field.wholeNumber("gone"))
            .output(Field.wholeNumber("left"))
            .output(Field.wholeNumber("sum"))
            .output(Field.number("exact"))
            .output(Field.number("mean"))
            .output(Field.date("first"))
            .output(Field.date("none"))
            .output(Field.wholeNumber("last"))
            .output(Field.listOf("rows", Field.number("item")));
    try (var service = Running.start(folder, things, fill, change)) {
      service.post("/things/fill", "").is(204);
      // 0..499 become 1, 3, ..., 999 and stay; 500..999 become 1001.. and go, as 1000..1202 do.
      assertThat(service.post("/things/change", "").is(200).json().toString())
          .isEqualTo(
              "{\"set\":1000,\"gone\":703,\"left\":500,\"sum\":250000,\"exact\":15593.75,"
                  + "\"mean\":31.1875,\"first\":\"2026-01-01\",\"none\":null,\"last\":999,"
                  + "\"rows\":[60.125,60.25]}");
    }
  }

  @Test
  void conditionsReadOtherRecords(@TempDir Path folder) throws Exception {
    var find =
        Action.onCollection(
                "members",
                "find",
                call ->
                    Outcome.values(
                        Values.of(
                            "names",
                            call
                                .rows(
                                    "members",
                                    Condition.exists(
                                        "loans",
                                        Condition.equal("member", Condition.column("id"))
                                            .and(
                                                Condition.exists(
                                                    "books",
                                                    Condition.equal("id", Condition.column("book"))
                                                        .and(
                                                            Condition.startsWith(
                                                                "title",
                                                                call.input().text("title")))
                                                        .and(
                                                            Condition.notEqual(
                                                                "title",
                                                                Condition.column("name")
                                                                    .outer()))))),
                                    "name",
                                    10)
                                .stream()
                                .map(row -> row.text("name"))
                                .toList())))
            .input(Field.text("title"))
            .output(Field.texts("names"));
    List<Part> parts = new ArrayList<>(List.of(Library.parts()));
    parts.add(find);
    try (var library = Running.start(folder, parts.toArray(Part[]::new))) {
      var book = book(library, "9780141439587", 5);
      for (var name : List.of("cid", "ann", "Emma", "dora")) {
        var member = member(library, name);
        if (!name.equals("dora")) {
          library.post("/books/" + book + "/borrow", by(member)).is(201);
        }
      }
      assertThat(find(library, "{\"title\":\"Em\"}")).isEqualTo("[\"ann\",\"cid\"]");
      assertThat(find(library, "{\"title\":\"em\"}")).isEqualTo("[]");
      assertThat(find(library, "{\"title\":\"%\"}")).isEqualTo("[]");
      // Null compares to nothing.
      assertThat(find(library, "{}")).isEqualTo("[]");
    }
  }

  @Test
  void conditionsCompareWithAnyNumberAndWord(@TempDir Path folder) throws Exception {
    var things =
        Resource.of(
            "thing",
            "things",
            Field.wholeNumber("whole"),
            Field.number("exact"),
            Field.money("price"),
            Field.oneOf("state", "open", "done"));
    var count =
        Action.onCollection(
                "things",
                "count",
                call -> {
                  var number = new java.math.BigDecimal(call.input().text("number"));
                  var shown = new StringBuilder();
                  for (var field : List.of("whole", "exact", "price")) {
                    for (var condition :
                        List.of(
                            Condition.less(field, number),
                            Condition.atMost(field, number),
                            Condition.equal(field, number),
                            Condition.notEqual(field, number),
                            Condition.atLeast(field, number),
                            Condition.greater(field, number))) {
                      shown.append(call.count("things", condition));
                    }
                    shown.append(' ');
                  }
                  var word = call.input().text("number");
                  shown.append(call.count("things", Condition.equal("state", word)));
                  shown.append(
                      call.count("things", Condition.anyOf("state", List.of("open", word))));
                  return Outcome.values(Values.of("counts", shown.toString()));
                })
            .input(Field.text("number"))
            .output(Field.text("counts"));
    try (var service = Running.start(folder, things, count)) {
      for (var number : List.of("-1", "0", "2")) {
        service
            .post(
                "/things",
                "{\"whole\":%s,\"exact\":%s,\"price\":\"%s\",\"state\":\"open\"}"
                    .formatted(number, number, number))
            .is(201);
      }
      service.post("/things", "{}").is(201);
      for (var expected :
          List.of(
              "0 121221 121221 121221 03",
              "0.001 220311 220311 220311 03",
              "-0.0000000000000000000000000000000000000000001 110322 110322 110322 03",
              "2.0 231210 231210 231210 03",
              "1e60 330300 330300 330300 03",
              "-1e60 000333 000333 000333 03",
              "9223372036854775808 330300 330300 330300 03")) {
        var number = expected.substring(0, expected.indexOf(' '));
        assertThat(service.post("/things/count", "{\"number\":\"" + number + "\"}").text("counts"))
            .as(number)
            .isEqualTo(expected.substring(expected.indexOf(' ') + 1));
      }
    }
  }

  private static String find(Running library, String json) throws Exception {
    return library.post("/members/find", json).is(200).json().path("names").toString();
  }

  @Test
  void whatCannotBeServedIsRefusedAtTheStart(@TempDir Path folder) {
    for (var wrong :
        List.of(
            new Part[] {Action.onRecord("books", "read", _ -> Outcome.nothing())},
            new Part[] {Library.MEMBERS, Function.of("members", _ -> Outcome.nothing())},
            new Part[] {Function.of("health", _ -> Outcome.nothing())},
            new Part[] {
              Function.of("a_b", _ -> Outcome.nothing()), Function.of("a_b", _ -> Outcome.nothing())
            },
            new Part[] {Library.MEMBERS, Report.of("r", "members").sum("s", "nothing")},
            new Part[] {Library.MEMBERS, Report.of("r", "members").count("n").order("m")})) {
      var started =
          org.assertj.core.api.Assertions.catchThrowable(
              () -> Running.start(folder, wrong).close());
      assertThat(started).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Set.of(Library.parts())).hasSize(8);
  }
}
