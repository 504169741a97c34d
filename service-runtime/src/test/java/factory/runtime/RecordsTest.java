package factory.runtime;

import static factory.runtime.Running.ANN;
import static factory.runtime.Running.BEN;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** References, rules, uniqueness, overlaps and where values come from. */
final class RecordsTest {
  private static final Resource AUTHORS =
      Resource.of("author", "authors", Field.text("name").required());
  private static final Resource BOOKS =
      Resource.of(
          "book",
          "books",
          Field.text("title").required(),
          Field.reference("author", "authors").required(),
          Field.reference("sequel", "books").clear());
  private static final Resource REVIEWS =
      Resource.of(
          "review",
          "reviews",
          Field.reference("book", "books").required().cascade(),
          Field.wholeNumber("stars").from(1).to(5));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Test
  void aReferenceMustExistAndKeepsClearsOrCascades() throws Exception {
    try (var service = Running.start(folder, AUTHORS, BOOKS, REVIEWS)) {
      var none = "00000000-0000-0000-0000-000000000000";
      service
          .post("/books", "{\"title\":\"a\",\"author\":\"" + none + "\"}")
          .refuses(422, "INVALID_FIELDS", "author");
      service.post("/books", "{\"title\":\"a\"}").refuses(422, "INVALID_FIELDS", "author");
      var author = service.post("/authors", "{\"name\":\"a\"}").is(201).id();
      var later = service.post("/books", book("b", author, "")).is(201).id();
      var book = service.post("/books", book("a", author, later)).is(201);
      assertThat(book.text("author")).isEqualTo(author);
      service
          .patch("/books/" + book.id(), "{\"author\":\"" + none + "\"}")
          .refuses(422, "INVALID_FIELDS", "author");
      for (var i = 0; i < 3; i++) {
        service
            .post("/reviews", "{\"book\":\"" + book.id() + "\",\"stars\":" + (i + 1) + "}")
            .is(201);
      }
      service.delete("/authors/" + author).refuses(409, "STILL_REFERENCED", "author");
      service.delete("/books/" + later).is(204);
      assertThat(service.get("/books/" + book.id()).is(200).json().path("sequel").isNull())
          .isTrue();
      service.delete("/books/" + book.id()).is(204);
      assertThat(service.get("/reviews").json().path("reviews")).isEmpty();
      service.delete("/authors/" + author).is(204);
    }
  }

  private static String book(String title, String author, String sequel) {
    return "{\"title\":\"%s\",\"author\":\"%s\"%s}"
        .formatted(title, author, sequel.isEmpty() ? "" : ",\"sequel\":\"" + sequel + "\"");
  }

  @Test
  void aReferenceIsAddedToATableThatIsThere() throws Exception {
    var early = Resource.of("book", "books", Field.text("title").required());
    String id;
    try (var service = Running.start(folder, early)) {
      id = service.post("/books", "{\"title\":\"a\"}").is(201).id();
    }
    try (var service = Running.start(folder, AUTHORS, BOOKS)) {
      assertThat(service.get("/books/" + id).is(200).json().path("author").isNull()).isTrue();
      var author = service.post("/authors", "{\"name\":\"a\"}").is(201).id();
      service.patch("/books/" + id, "{\"author\":\"" + author + "\"}").is(200);
      service.delete("/authors/" + author).refuses(409, "STILL_REFERENCED", "author");
    }
  }

  @Test
  void uniqueSaysWhatEqualMeans() throws Exception {
    var tags =
        Resource.of(
                "tag",
                "tags",
                Field.text("name").unique().ignoreCase(),
                Field.text("exact").unique(),
                Field.wholeNumber("shelf"),
                Field.wholeNumber("place"))
            .unique("shelf", "place");
    try (var service = Running.start(folder, tags)) {
      service.post("/tags", "{\"name\":\"Caf\u00e9\",\"exact\":\"\u00e9\"}").is(201);
      service.post("/tags", "{\"name\":\"CAFE\u0301\"}").refuses(409, "ALREADY_EXISTS", "name");
      service.post("/tags", "{\"exact\":\"e\u0301\"}").refuses(409, "ALREADY_EXISTS", "exact");
      service.post("/tags", "{\"exact\":\"\u00c9\"}").is(201);
      service.post("/tags", "{\"shelf\":1,\"place\":1}").is(201);
      service.post("/tags", "{\"shelf\":1,\"place\":2}").is(201);
      service.post("/tags", "{\"shelf\":1}").is(201);
      service.post("/tags", "{\"shelf\":1}").is(201);
      service
          .post("/tags", "{\"shelf\":1,\"place\":2}")
          .refuses(409, "ALREADY_EXISTS", "shelf", "place");
    }
  }

  @Test
  void noTwoIntervalsOverlapForTheSameRoom() throws Exception {
    var bookings =
        Resource.of(
                "booking",
                "bookings",
                Field.text("room").required(),
                Field.dateTime("starts_at").required(),
                Field.dateTime("ends_at").required())
            .noOverlap("starts_at", "ends_at", "room")
            .rule(
                "ends_at",
                "must be after starts_at",
                row ->
                    requireNonNull(row.instant("ends_at"))
                        .isAfter(requireNonNull(row.instant("starts_at"))));
    try (var service = Running.start(folder, bookings)) {
      var first = service.post("/bookings", booking("a", "10:00:00", "11:00:00.5")).is(201);
      service
          .post("/bookings", booking("a", "11:00:00", "12:00:00"))
          .refuses(409, "OVERLAPS", "starts_at", "ends_at");
      service.post("/bookings", booking("b", "11:00:00", "12:00:00")).is(201);
      service.post("/bookings", booking("a", "11:00:00.5", "12:00:00")).is(201);
      service.post("/bookings", booking("a", "09:00:00", "10:00:00")).is(201);
      service
          .post("/bookings", booking("a", "13:00:00", "13:00:00"))
          .refuses(422, "INVALID_FIELDS", "ends_at");
      service.patch("/bookings/" + first.id(), "{\"ends_at\":\"2026-01-01T10:30:00Z\"}").is(200);
      service
          .patch("/bookings/" + first.id(), "{\"ends_at\":\"2026-01-01T11:00:01Z\"}")
          .refuses(409, "OVERLAPS", "starts_at", "ends_at");
    }
  }

  private static String booking(String room, String from, String to) {
    return "{\"room\":\"%s\",\"starts_at\":\"2026-01-01T%sZ\",\"ends_at\":\"2026-01-01T%sZ\"}"
        .formatted(room, from, to);
  }

  @Test
  void whatADefaultGivesIsOfEachRecord() throws Exception {
    var turns = new AtomicLong();
    var things =
        Resource.of(
            "thing",
            "things",
            Field.wholeNumber("turn").orElse(() -> turns.incrementAndGet()),
            Field.wholeNumber("place").setByActions(() -> 100 + turns.get()),
            Field.dateTime("at").orElse(() -> Instant.now()));
    try (var service = Running.start(folder, things)) {
      var before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      for (var turn = 1; turn <= 3; turn++) {
        var made = service.post("/things", "{}").is(201);
        assertThat(made.json().path("turn").asInt()).isEqualTo(turn);
        assertThat(made.json().path("place").asInt()).isEqualTo(100 + turn);
        assertThat(Instant.parse(made.json().path("at").asText())).isAfterOrEqualTo(before);
        assertThat(service.get("/things/" + made.id()).json()).isEqualTo(made.json());
      }
      var given = service.post("/things", "{\"turn\":7,\"at\":\"2026-01-01T00:00:00Z\"}").is(201);
      assertThat(given.json().path("turn").asInt()).isEqualTo(7);
      assertThat(given.json().path("at").asText()).isEqualTo("2026-01-01T00:00:00Z");
    }
  }

  @Test
  void aFieldSaysWhatItTakes() throws Exception {
    var things =
        Resource.of(
            "thing",
            "things",
            Field.text("code").from(2).to(4).pattern("[a-z]*").trimmed(),
            Field.wholeNumber("above").above(0).below(10),
            Field.decimal("rate", 2).above(0).to(1),
            Field.time("at"),
            Field.duration("lasts"),
            Field.wallet("payer"),
            Field.json("any"),
            Field.listOf("scores", Field.wholeNumber("score").from(0).to(9)).items(1, 3),
            Field.listOf("prices", Field.money("price")),
            Field.text("colour").orElse("red"),
            Field.text("serial").fixed());
    try (var service = Running.start(folder, things)) {
      for (var good :
          new String[][] {
            {"code", "\"  abc \"", "\"abc\""},
            {"above", "9", "9"},
            {"rate", "0.01", "0.01"},
            {"rate", "1.00", "1"},
            {"at", "\"18:30\"", "\"18:30:00\""},
            {"lasts", "\"PT90M\"", "\"PT1H30M\""},
            {"payer", "\"0x" + "A".repeat(40) + "\"", "\"0x" + "a".repeat(40) + "\""},
            {
              "any",
              "{\"a\": [1.5, {\"b\":null}], \"c\":\"\u00e9\"}",
              "{\"a\":[1.5,{\"b\":null}],\"c\":\"\u00e9\"}"
            },
            {"any", "\"x\"", "\"x\""},
            {"scores", "[1,2,3]", "[1,2,3]"},
            {"prices", "[\"1\",\"2.5\"]", "[\"1.00\",\"2.50\"]"},
          }) {
        var made = service.post("/things", "{\"" + good[0] + "\":" + good[1] + "}").is(201);
        assertThat(made.json().path(good[0]).toString()).as(good[0]).isEqualTo(good[2]);
        assertThat(service.get("/things/" + made.id()).json()).isEqualTo(made.json());
      }
      for (var none : new String[] {"{}", "{\"scores\":null,\"prices\":null}"}) {
        var made = service.post("/things", none).is(201);
        assertThat(made.json().path("scores").toString()).isEqualTo("[]");
        assertThat(made.json().path("prices").toString()).isEqualTo("[]");
      }
      for (var bad :
          new String[][] {
            {"code", "\"a\""},
            {"code", "\"abcde\""},
            {"code", "\"ABC\""},
            {"above", "0"},
            {"above", "10"},
            {"rate", "0"},
            {"rate", "1.01"},
            {"rate", "0.001"},
            {"at", "\"24:00\""},
            {"lasts", "\"90\""},
            {"lasts", "\"P\""},
            {"lasts", "\"P99999999D\""},
            {"payer", "\"0x12\""},
            {"any", "\"" + "x".repeat(66_000) + "\""},
            {"scores", "[]"},
            {"scores", "[1,2,3,4]"},
            {"scores", "[10]"},
            {"scores", "[null]"},
          }) {
        service
            .post("/things", "{\"" + bad[0] + "\":" + bad[1] + "}")
            .refuses(422, "INVALID_FIELDS", bad[0]);
      }
      var made = service.post("/things", "{\"serial\":\"1\"}").is(201);
      assertThat(made.text("colour")).isEqualTo("red");
      var path = "/things/" + made.id();
      service.patch(path, "{\"serial\":\"2\"}").refuses(422, "INVALID_FIELDS", "serial");
      service.patch(path, "{\"serial\":\"1\",\"colour\":\"blue\"}").is(200);
      assertThat(service.put(path, "{\"code\":\"ab\"}").is(200).text("serial")).isEqualTo("1");
    }
  }

  @Test
  void exactNumbersComeBackAsTheyWentIn() throws Exception {
    var things =
        Resource.of(
                "thing",
                "things",
                Field.number("usual"),
                Field.decimal("wide", 38),
                Field.money("price"))
            .order("wide")
            .defaultOrder("wide");
    try (var service = Running.start(folder, things)) {
      for (var number :
          new String[] {
            "123456789123456.12345",
            "0.1",
            "-0.000000000000000000000000000000001",
            "0",
            "100",
            "-123456789123456.12345"
          }) {
        var made = service.post("/things", "{\"usual\":" + number + "}").is(201);
        assertThat(new Caller(service.socket()).get("/things/" + made.id()).body())
            .contains("\"usual\":" + number + ",");
      }
      for (var number : new String[] {"1." + "1".repeat(38), "1e-39", "1e300"}) {
        service.post("/things", "{\"wide\":" + number + "}").refuses(422, "INVALID_FIELDS", "wide");
      }
      assertThat(service.post("/things", "{\"price\":\"9999999999999.99\"}").is(201).text("price"))
          .isEqualTo("9999999999999.99");
    }
  }

  @Test
  void exactTextSortsAsItsNumbersDo() {
    var random = new Random(7);
    var numbers = new ArrayList<BigDecimal>();
    for (var i = 0; i < 2_000; i++) {
      var number = new BigDecimal(new BigInteger(random.nextInt(100), random), random.nextInt(20));
      numbers.add(random.nextBoolean() ? number : number.negate());
    }
    numbers.add(BigDecimal.ZERO);
    for (var number : numbers) {
      var text = ExactText.of(number);
      assertThat(ExactText.parse(text)).isEqualByComparingTo(number);
      // One that begins with the same digits, or any.
      var longer = new BigDecimal(number.toPlainString() + (number.scale() > 0 ? "7" : ".7"));
      var other = random.nextBoolean() ? longer : numbers.get(random.nextInt(numbers.size()));
      assertThat(Integer.signum(text.compareTo(ExactText.of(other))))
          .as(number + " and " + other)
          .isEqualTo(number.compareTo(other));
    }
  }

  @Test
  void theServiceSetsWhatIsItsOwn() throws Exception {
    var tickets =
        Resource.of(
            "ticket",
            "tickets",
            Field.text("title"),
            Field.dateTime("opened_at").setNow(),
            Field.date("day").setNow(),
            Field.dateTime("touched_at").setNowOnUpdate(),
            Field.wallet("owner").setToCaller(),
            Field.wholeNumber("number").setToSequence(),
            Field.text("code").unique().setToCode("AB", 12),
            Field.wholeNumber("votes").setByActions(0L),
            Field.oneOf("state", "open", "done", "closed")
                .transition("open", "done", "closed")
                .transition("done", "open"),
            Field.wholeNumber("twice").computed(row -> 2 * row.whole("number")),
            Field.secret("password").from(8));
    try (var service = Running.start(folder, tickets)) {
      service.post("/tickets", "{}").refuses(401, "CALLER_REQUIRED");
      service
          .call(ANN, "POST", "/tickets", "{\"number\":7,\"votes\":1,\"twice\":1,\"code\":\"A\"}")
          .refuses(422, "INVALID_FIELDS", "number", "code", "votes", "twice");
      var first = service.call(ANN, "POST", "/tickets", "{\"password\":\"12345678\"}").is(201);
      assertThat(first.text("owner")).isEqualTo(ANN);
      assertThat(first.text("number")).isEqualTo("1");
      assertThat(first.text("twice")).isEqualTo("2");
      assertThat(first.text("code")).matches("[AB]{12}");
      assertThat(first.text("votes")).isEqualTo("0");
      assertThat(first.text("state")).isEqualTo("open");
      assertThat(first.text("opened_at")).isEqualTo(first.text("created_at"));
      assertThat(first.text("created_at")).startsWith(first.text("day"));
      assertThat(first.json().has("password")).isFalse();
      var path = "/tickets/" + first.id();
      service.delete(path).is(204);
      var second = service.call(BEN, "POST", "/tickets", "{}").is(201);
      assertThat(second.text("number")).isEqualTo("2");
      path = "/tickets/" + second.id();
      service.patch(path, "{\"state\":\"closed\"}").is(200);
      service.patch(path, "{\"state\":\"closed\",\"title\":\"x\"}").is(200);
      service.patch(path, "{\"state\":\"open\"}").refuses(409, "TRANSITION_NOT_ALLOWED", "state");
      assertThat(service.put(path, "{\"title\":\"y\"}").is(200).text("state")).isEqualTo("closed");
      service
          .call(ANN, "POST", "/tickets", "{\"password\":\"1234567\"}")
          .refuses(422, "INVALID_FIELDS", "password");
    }
  }

  @Test
  void secretsAreSaltedHashesAndBounded() throws Exception {
    assertThat(Secrets.matches(Secrets.hash("a secret"), "a secret")).isTrue();
    assertThat(Secrets.matches(Secrets.hash("a secret"), "a Secret")).isFalse();
    assertThat(Secrets.hash("a secret")).isNotEqualTo(Secrets.hash("a secret"));
    // What is no hash is not hashed against, and counts all the same.
    var hashing = new SecretHashing(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), false);
    for (var i = 0; i < 10; i++) {
      assertThat(hashing.matches(ANN, "none", "a")).isFalse();
    }
    assertThatThrownBy(() -> hashing.matches(ANN, "none", "a"))
        .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.status()).isEqualTo(429));
    assertThat(hashing.matches(BEN, "none", "a")).isFalse();
  }

  @Test
  void figuresAboutOthersAreComputedWhenTheyAreRead() throws Exception {
    var reviews =
        Resource.of(
            "review",
            "reviews",
            Field.reference("book", "books").required().cascade(),
            Field.wholeNumber("stars").from(1).to(5),
            Field.money("tip"),
            Field.number("weight"));
    var books =
        Resource.of(
            "book",
            "books",
            Field.text("title"),
            Field.wholeNumber("reviews").aggregated(Aggregate.count("reviews", "book")),
            Field.wholeNumber("good")
                .aggregated(
                    Aggregate.count("reviews", "book").where(Condition.atLeast("stars", 4))),
            Field.wholeNumber("grades")
                .aggregated(Aggregate.countDistinct("reviews", "book", "stars")),
            Field.money("tips").aggregated(Aggregate.sum("reviews", "book", "tip")),
            Field.number("weights").aggregated(Aggregate.sum("reviews", "book", "weight")),
            Field.number("mean").aggregated(Aggregate.average("reviews", "book", "stars")),
            Field.wholeNumber("worst").aggregated(Aggregate.min("reviews", "book", "stars")),
            Field.number("heaviest").aggregated(Aggregate.max("reviews", "book", "weight")));
    try (var service = Running.start(folder, books, reviews)) {
      var book = service.post("/books", "{\"title\":\"a\"}").is(201);
      assertThat(book.json().toString())
          .contains(
              "\"reviews\":0,\"good\":0,\"grades\":0,\"tips\":\"0.00\",\"weights\":0,"
                  + "\"mean\":null,\"worst\":null,\"heaviest\":null");
      for (var values :
          new String[] {
            "5,\"tip\":\"0.10\",\"weight\":0.1",
            "4,\"tip\":\"0.20\",\"weight\":0.2",
            "1,\"weight\":123456789123456.12345",
            "1"
          }) {
        service
            .post("/reviews", "{\"book\":\"" + book.id() + "\",\"stars\":" + values + "}")
            .is(201);
      }
      var read = new Caller(service.socket()).get("/books/" + book.id()).body();
      assertThat(read)
          .contains(
              "\"reviews\":4,\"good\":2,\"grades\":3,\"tips\":\"0.30\","
                  + "\"weights\":123456789123456.42345,\"mean\":2.75,\"worst\":1,"
                  + "\"heaviest\":123456789123456.12345");
      assertThat(service.get("/books/" + book.id()).header("etag"))
          .isNotEmpty()
          .isNotEqualTo(book.header("etag"));
    }
  }

  @Test
  void whatExpiredIsGone() throws Exception {
    var clock = new Later();
    var codes =
        Resource.of(
                "code", "codes", Field.text("name").unique(), Field.dateTime("until").required())
            .expires("until");
    try (var service = Running.start(folder, clock, codes)) {
      var until = clock.instant().plusSeconds(10);
      var body = "{\"name\":\"a\",\"until\":\"" + until + "\"}";
      var made = service.post("/codes", body).is(201);
      service.post("/codes", body).refuses(409, "ALREADY_EXISTS", "name");
      clock.seconds = 11;
      service.get("/codes/" + made.id()).is(404);
      assertThat(service.get("/codes").json().path("codes")).isEmpty();
      service.post("/codes", body).refuses(422, "INVALID_FIELDS", "until");
      service
          .post("/codes", "{\"name\":\"a\",\"until\":\"" + until.plusSeconds(60) + "\"}")
          .is(201);
    }
  }

  /** A clock that is set. */
  private static final class Later extends Clock {
    private final Instant start = Instant.now();
    private volatile long seconds;

    @Override
    public Instant instant() {
      return start.plusSeconds(seconds);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void keysAreWhatTheResourceSays() throws Exception {
    var orders = Resource.of("order", "orders", Field.text("name")).sequenceKey();
    var lines =
        Resource.of("line", "lines", Field.reference("order", "orders").required().cascade());
    var links =
        Resource.of("link", "links", Field.url("to")).codeKey("abcdefghijkmnpqrstuvwxyz", 10);
    var countries =
        Resource.of("country", "countries", Field.text("code").from(1), Field.text("name"))
            .naturalKey("code");
    try (var service = Running.start(folder, orders, lines, links, countries)) {
      assertThat(service.post("/orders", "{}").is(201).json().path("id").intValue()).isEqualTo(1);
      service.delete("/orders/1").is(204);
      assertThat(service.post("/orders", "{}").is(201).json().path("id").intValue()).isEqualTo(2);
      var line = service.post("/lines", "{\"order\":2}").is(201);
      assertThat(line.json().path("order").isInt()).isTrue();
      service.post("/lines", "{\"order\":1}").refuses(422, "INVALID_FIELDS", "order");
      assertThat(service.post("/links", "{}").is(201).id()).matches("[a-z]{10}");
      var country = service.post("/countries", "{\"code\":\"CH DE\",\"name\":\"a\"}").is(201);
      assertThat(country.header("location")).isEqualTo("countries/CH%20DE");
      assertThat(service.get("/countries/CH%20DE").is(200).id()).isEqualTo("CH DE");
      service.post("/countries", "{\"code\":\"CH DE\"}").refuses(409, "ALREADY_EXISTS", "code");
      service
          .patch("/countries/CH%20DE", "{\"code\":\"AT\"}")
          .refuses(422, "INVALID_FIELDS", "code");
      service.post("/countries", "{\"code\":\"a/b\"}").refuses(422, "INVALID_FIELDS", "code");
      service.post("/countries", "{\"code\":\"..\"}").refuses(422, "INVALID_FIELDS", "code");
    }
  }

  @Test
  void fiftyRacersGetOneUniqueValueOneIntervalAndNoOrphan() throws Exception {
    var seats =
        Resource.of(
                "seat",
                "seats",
                Field.text("name").unique(),
                Field.wholeNumber("from_row"),
                Field.wholeNumber("to_row"),
                Field.reference("author", "authors"))
            .noOverlap("from_row", "to_row");
    try (var service = Running.start(folder, AUTHORS, seats)) {
      var unique = service.race(50, _ -> service.post("/seats", "{\"name\":\"one\"}"));
      assertThat(Collections.frequency(unique, 201)).isEqualTo(1);
      assertThat(Collections.frequency(unique, 409)).isEqualTo(49);
      var overlap =
          service.race(
              50,
              i ->
                  service.post(
                      "/seats", "{\"from_row\":%d,\"to_row\":%d}".formatted(100 + i, 151 + i)));
      assertThat(Collections.frequency(overlap, 201)).isEqualTo(1);
      assertThat(Collections.frequency(overlap, 409)).isEqualTo(49);
      for (var round = 0; round < 3; round++) {
        var author = service.post("/authors", "{\"name\":\"a\"}").is(201).id();
        var reference =
            service.race(
                50,
                i ->
                    i == 25
                        ? service.delete("/authors/" + author)
                        : service.post("/seats", "{\"author\":\"" + author + "\"}"));
        var deleted = reference.contains(204);
        assertThat(reference.contains(201)).isNotEqualTo(deleted);
        assertThat(service.get("/authors/" + author).status()).isEqualTo(deleted ? 404 : 200);
      }
    }
  }

  @Test
  void whatDoesNotFitTogetherIsRefusedAtTheStart() {
    assertThatThrownBy(
            () -> Running.start(folder, Resource.of("a", "as", Field.reference("b", "bs"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("as.b refers to bs");
    assertThatThrownBy(() -> BOOKS.unique("titel")).hasMessageContaining("no field titel");
  }
}
