package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fifty who call at once: nothing is lost, and nothing is there twice. */
final class RacesTest {
  private static final int RACERS = 50;

  private static String wallet(int number) {
    return "0x%040x".formatted(number);
  }

  private static int times(List<Integer> statuses, int status) {
    return Collections.frequency(statuses, status);
  }

  @Test
  void countersCountEach(@TempDir Path folder) throws Exception {
    var pages =
        Resource.of("page", "pages", Field.wholeNumber("views").setByActions(0L).required());
    var view =
        Action.onRecord(
            "pages",
            "view",
            call ->
                Outcome.changed(
                    call.set(
                        call.record(),
                        Values.of("views", Math.addExact(call.record().whole("views"), 1)))));
    try (var service = Running.start(folder, pages, view)) {
      var page = service.post("/pages", "{}").is(201).id();
      var statuses = service.race(RACERS, _ -> service.post("/pages/" + page + "/view", ""));
      assertThat(times(statuses, 200)).isEqualTo(RACERS);
      assertThat(service.get("/pages/" + page).json().path("views").asInt()).isEqualTo(RACERS);
    }
  }

  @Test
  void eachTakesAnotherOfTheFirst(@TempDir Path folder) throws Exception {
    var tickets =
        Resource.of(
            "ticket",
            "tickets",
            Field.wholeNumber("number"),
            Field.wallet("holder").setByActions());
    var take =
        Action.onCollection(
            "tickets",
            "take_next",
            call ->
                Outcome.changed(
                    call.set(
                        call.take(
                            "tickets",
                            Condition.isNull("holder"),
                            "number",
                            409,
                            "NONE_LEFT",
                            "No ticket is left."),
                        Values.of("holder", call.caller()))));
    try (var service = Running.start(folder, tickets, take)) {
      for (var i = 0; i < 20; i++) {
        service.post("/tickets", "{\"number\":" + i + "}").is(201);
      }
      var taken = Collections.synchronizedSet(new HashSet<String>());
      var statuses =
          service.race(
              RACERS,
              number -> {
                var answer = service.call(wallet(number), "POST", "/tickets/take-next", "");
                if (answer.status() == 200) {
                  assertThat(answer.text("holder")).isEqualTo(wallet(number));
                  taken.add(answer.id());
                }
                return answer;
              });
      assertThat(times(statuses, 200)).isEqualTo(20);
      assertThat(times(statuses, 409)).isEqualTo(RACERS - 20);
      assertThat(taken).hasSize(20);
    }
  }

  @Test
  void noMoreIsSoldThanThereIs(@TempDir Path folder) throws Exception {
    var goods = Resource.of("good", "goods", Field.wholeNumber("stock").from(0).required());
    var sales =
        Resource.of(
            "sale", "sales", Field.reference("good", "goods").required(), Field.money("price"));
    var buy =
        Action.onRecord(
            "goods",
            "buy",
            call -> {
              var good = call.record();
              call.require(good.whole("stock") > 0, 409, "SOLD_OUT", "It is sold out.");
              call.set(good, Values.of("stock", Math.subtractExact(good.whole("stock"), 1)));
              return Outcome.created(
                  call.insert("sales", Values.of("good", good).and("price", Decimals.decimal(2))));
            });
    try (var service = Running.start(folder, goods, sales, buy)) {
      var good = service.post("/goods", "{\"stock\":30}").is(201).id();
      var statuses = service.race(RACERS, _ -> service.post("/goods/" + good + "/buy", ""));
      assertThat(times(statuses, 201)).isEqualTo(30);
      assertThat(times(statuses, 409)).isEqualTo(RACERS - 30);
      assertThat(service.get("/goods/" + good).json().path("stock").asInt()).isZero();
      assertThat(service.get("/sales?page_size=100").json().path("sales")).hasSize(30);
    }
  }

  @Test
  void eachCallerVotesOnce(@TempDir Path folder) throws Exception {
    var polls = Resource.of("poll", "polls", Field.text("title"));
    var votes =
        Resource.of(
                "vote",
                "votes",
                Field.reference("poll", "polls").required(),
                Field.wallet("voter").setToCaller())
            .operations(Operation.LIST);
    var vote =
        Action.onRecord(
            "polls",
            "vote",
            call -> {
              call.require(
                  !call.exists(
                      "votes",
                      Condition.equal("poll", call.record())
                          .and(Condition.equal("voter", call.caller()))),
                  409,
                  "VOTED_BEFORE",
                  "You have voted.");
              return Outcome.created(call.insert("votes", Values.of("poll", call.record())));
            });
    try (var service = Running.start(folder, polls, votes, vote)) {
      var poll = service.post("/polls", "{}").is(201).id();
      // Ten wallets, each five times.
      var statuses =
          service.race(
              RACERS,
              number -> service.call(wallet(number % 10), "POST", "/polls/" + poll + "/vote", ""));
      assertThat(times(statuses, 201)).isEqualTo(10);
      assertThat(times(statuses, 409)).isEqualTo(RACERS - 10);
      assertThat(service.get("/votes?page_size=100").json().path("votes")).hasSize(10);
    }
  }
}
