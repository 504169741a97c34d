package factory.pipeline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import factory.pipeline.model.ModelFailed.Why;
import factory.pipeline.model.ModelServer.Turn;
import factory.store.Database;
import factory.store.TestDatabase;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A model behind each protocol: asked once, bounded in what it costs, and truthful when it fails.
 */
class ModelTest {
  private static final String KEY = "sk-very-secret-0123456789";
  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"answer\":{\"type\":\"integer\"}},\"required\":[\"answer\"]}";
  private static final Prompt PROMPT =
      Prompt.of("You count.", "How many?", new Prompt.Form("counted", SCHEMA));

  private final ModelServer server = new ModelServer();
  private final Database database = Database.open(TestDatabase.fresh("pipeline"));
  private final Ledger ledger = new Ledger(database, Clock.systemUTC());
  private final UUID service = UUID.randomUUID();
  private Usd perDay = Usd.parse("5");
  private Duration timeout = Duration.ofSeconds(20);
  private Duration silence = Duration.ofSeconds(20);

  @AfterEach
  void close() {
    server.close();
    database.close();
  }

  private ModelPlace place(Provider provider) {
    return new ModelPlace(
        provider,
        URI.create(server.url(provider)),
        "a-model",
        Optional.of(KEY),
        new Price(new BigDecimal("2.50"), new BigDecimal("10")),
        Usd.parse("0.50"),
        Usd.parse("1"),
        perDay,
        timeout,
        silence,
        4_000,
        8_192);
  }

  private Model model(Provider provider) {
    return new Model(place(provider), ledger, Clock.systemUTC());
  }

  private Asker asker() {
    return new Asker(UUID.randomUUID(), service, "0xabc", "specification");
  }

  @ParameterizedTest
  @EnumSource(Provider.class)
  void anAnswerComesWithWhatItCost(Provider provider) throws Exception {
    server.says("{\"answer\": 3}");
    try (var model = model(provider)) {
      var said = model.ask(asker(), PROMPT);

      assertThat(said.text()).isEqualTo("{\"answer\": 3}");
      var call = ledger.store().ofService(service, 10).getFirst();
      assertThat(call.outcome()).isEqualTo("answered");
      assertThat(call.model()).isEqualTo(provider.word() + ":a-model");
      assertThat(call.tokensIn()).isEqualTo(said.tokensIn()).isPositive();
      assertThat(call.tokensOut()).isEqualTo("{\"answer\": 3}".length());
      assertThat(call.cost().nanos())
          .isEqualTo(call.tokensIn() * 2_500 + call.tokensOut() * 10_000);
      assertThat(ledger.store().today()).isEqualTo(call.cost());
    }
  }

  @ParameterizedTest
  @EnumSource(Provider.class)
  void itIsAskedInItsProtocolForAnAnswerOfThatForm(Provider provider) throws Exception {
    server.says("{\"answer\": 3}");
    try (var model = model(provider)) {
      var _ = model.ask(asker(), PROMPT.then("{\"answer\": 2}", "Sure?"));
    }
    var asked = server.asked().getFirst();
    assertThat(asked.path())
        .isEqualTo(
            switch (provider) {
              case OPENAI -> "/v1/chat/completions";
              case ANTHROPIC -> "/v1/messages";
              case OLLAMA -> "/api/chat";
            });
    assertThat(asked.words()).contains("You count.", "How many?", "{\"answer\": 2}", "Sure?");
    assertThat(asked.body().toString()).contains("\"integer\"", "a-model", "4000");
    assertThat(asked.body().toString()).doesNotContain(KEY);
  }

  @ParameterizedTest
  @EnumSource(Provider.class)
  void theSameQuestionIsAskedOnce(Provider provider) throws Exception {
    server.says("{\"answer\": 3}");
    try (var model = model(provider)) {
      var first = model.ask(asker(), PROMPT);
      var second = model.ask(asker(), PROMPT);

      assertThat(second).isEqualTo(first);
      assertThat(server.asked()).hasSize(1);
      assertThat(ledger.store().ofService(service, 10))
          .extracting(ModelCall::outcome)
          .containsExactlyInAnyOrder("answered", "recorded");
    }
  }

  @ParameterizedTest
  @EnumSource(Provider.class)
  void whatGoesWrongHasItsNameAndNoKeyInIt(Provider provider) {
    var leaky = "{\"error\": {\"message\": \"wrong key " + KEY + "\", \"type\": \"server_error\"}}";
    var cases =
        Map.of(
            new Turn.Status(401, Map.of(), leaky), Why.NOT_LET_IN,
            new Turn.Status(404, Map.of(), leaky), Why.WRONG_REQUEST,
            new Turn.Status(400, Map.of(), leaky), Why.WRONG_REQUEST,
            new Turn.Status(429, Map.of("Retry-After", "3600"), leaky), Why.BUSY,
            new Turn.Status(503, Map.of("Retry-After", "3600"), leaky), Why.AWAY,
            new Turn.Status(200, Map.of(), "<html>" + KEY + "</html>"), Why.NONSENSE,
            new Turn.Ends("{\"answ", true), Why.CUT_OFF,
            new Turn.Ends("", false), Why.DECLINED);
    try (var model = model(provider)) {
      for (var one : cases.entrySet()) {
        server.next(one.getKey());
        var failed = failing(model);

        assertThat(failed.why()).as("%s", one.getKey()).isEqualTo(one.getValue());
        assertThat(failed).hasMessageNotContaining(KEY);
        assertThat(ledger.store().ofService(service, 1).getFirst().outcome())
            .isEqualTo(one.getValue().word());
      }
    }
  }

  private ModelFailed failing(Model model) {
    var failed = catchThrowableOfType(ModelFailed.class, () -> model.ask(asker(), PROMPT));
    assertThat(failed).isNotNull();
    return failed;
  }

  @ParameterizedTest
  @EnumSource(Provider.class)
  void aServerThatIsBusyOrAwayIsAskedAgain(Provider provider) throws Exception {
    server
        .next(
            new Turn.Status(429, Map.of("Retry-After", "0"), ""),
            new Turn.Status(429, Map.of(), ""),
            new Turn.Breaks())
        .says("{\"answer\": 3}");
    try (var model = model(provider)) {
      assertThat(model.ask(asker(), PROMPT).text()).isEqualTo("{\"answer\": 3}");
      assertThat(server.asked()).hasSize(4);
    }
  }

  @ParameterizedTest
  @EnumSource(Provider.class)
  void whatBreaksOffInTheMiddleIsNoAnswerAndToldWithoutTheWordsOfItsServer(Provider provider) {
    var answer = "{\"answer\": " + "1".repeat(200) + "}";
    silence = Duration.ofSeconds(1);
    server.next(new Turn.CutsOff(answer), new Turn.Errs(answer, KEY), new Turn.Stalls(answer));
    // Not through a model, which would ask again after a pause.
    try (var client = new LangChainClient(place(provider))) {
      for (var words : List.of("breaks off", "breaks off|in the middle", "fell silent")) {
        var failed = catchThrowableOfType(ModelFailed.class, () -> client.say(PROMPT, 4_000));
        assertThat(failed.why()).isEqualTo(Why.AWAY);
        assertThat(failed).hasMessageNotContaining(KEY).message().containsPattern(words);
      }
    }
  }

  @Test
  void aServerThatDoesNotStreamIsNotOfTheProtocol() {
    server.next(new Turn.Whole("3"));
    try (var model = model(Provider.OPENAI)) {
      assertThat(failing(model)).hasMessageContaining("are streamed");
    }
  }

  @Test
  void whoDoesNotAnswerInTimeIsCountedAtWhatItMayHaveCost() {
    timeout = Duration.ofSeconds(1);
    server.next(new Turn.Silent());
    try (var model = model(Provider.OPENAI)) {
      assertThat(failing(model).why()).isEqualTo(Why.SLOW);
      assertThat(ledger.store().today().nanos()).isGreaterThan(4_000 * 10_000L);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInterruptEndsTheCall(boolean begun) throws Exception {
    server.next(begun ? new Turn.Stalls("{\"answer\": 3}") : new Turn.Silent());
    try (var model = model(Provider.OPENAI);
        var threads = Executors.newSingleThreadExecutor()) {
      var asking = threads.submit(() -> failing(model));
      while (server.asked().isEmpty()) {
        Thread.sleep(5);
      }
      asking.cancel(true);
      while (!ledger.store().ofService(service, 1).getFirst().outcome().equals("cancelled")) {
        Thread.sleep(5);
      }
    }
  }

  @Test
  void whatMayBeSpentIsNotSpentTwiceByManyAtOnce() throws Exception {
    perDay = Usd.parse("0.2");
    server.otherwise(request -> new Turn.Says("{\"answer\": 1}"));
    try (var model = model(Provider.OPENAI);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> calls =
          java.util.stream.IntStream.range(0, 20)
              .<Callable<Boolean>>mapToObj(
                  i ->
                      () -> {
                        try {
                          var _ =
                              model.ask(
                                  new Asker(UUID.randomUUID(), service, "0x" + i, "specification"),
                                  Prompt.of("You count.", "How many? " + i, PROMPT.form()));
                          return true;
                        } catch (ModelFailed e) {
                          assertThat(e.why()).isEqualTo(Why.TOO_DEAR);
                          assertThat(e).hasMessageContaining("pipeline.model-per-day");
                          return false;
                        }
                      })
              .toList();
      for (var done : threads.invokeAll(calls)) {
        var _ = done.get();
      }
      assertThat(ledger.store().today()).isLessThanOrEqualTo(perDay);
      // What was put aside is given back: one more always fits after them.
      assertThat(model.ask(asker(), PROMPT).text()).isNotEmpty();
    }
  }

  @Test
  void aPromptThatCouldCostTooMuchIsNotSent() {
    perDay = Usd.parse("0.03");
    try (var model = model(Provider.OPENAI)) {
      assertThat(failing(model).why()).isEqualTo(Why.TOO_DEAR);
      assertThat(server.asked()).isEmpty();
      assertThat(ledger.store().ofService(service, 10)).isEmpty();
    }
  }
}
