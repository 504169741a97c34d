package factory.chain;

import static factory.chain.RunningNode.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import factory.store.TestDatabase;
import io.grpc.Status;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that is given a factory instead of deploying one. */
@Timeout(60)
class ConfiguredFactoryTest {
  private static final String ANOTHER_KEY =
      "0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6";
  private static final String POOR_KEY =
      "0x4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d";

  private Anvil anvil;
  private RunningNode owner;

  @BeforeEach
  void start() {
    anvil = Anvil.start();
    owner = RunningNode.start(TestDatabase.fresh("chain"), anvil.uri()).healthy();
  }

  @AfterEach
  void stop() {
    owner.close();
    anvil.close();
  }

  private RunningNode another(Map<String, String> settings) {
    return RunningNode.start(TestDatabase.fresh("chain"), anvil.uri(), settings);
  }

  @Test
  void readsEveryTokenOfAFactoryFromItsStartAndMayNotCreateWithoutOwningIt() {
    var service = UUID.randomUUID();
    var token = owner.create(service, "Books").getToken();
    anvil.rpc("anvil_mine", "[\"0x78\"]");
    var factory = owner.status().getFactoryAddress();

    try (var node =
        another(Map.of("chain.dev.factory-address", factory, "chain.key", ANOTHER_KEY)).healthy()) {
      assertThat(node.token(service)).isEqualTo(token);
      var fault = refusal(() -> node.create(UUID.randomUUID(), "Films"));
      assertThat(fault.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
      assertThat(fault.reason()).isEqualTo("TRANSACTION_REFUSED");
      assertThat(node.create(service, "Books").getToken()).isEqualTo(token);
    }
  }

  @Test
  void saysThatThereIsNoFactoryAtTheAddress() {
    try (var node = another(Map.of("chain.dev.factory-address", "0x" + "ab".repeat(20)))) {
      Until.holds(
          "the problem is told",
          Duration.ofSeconds(30),
          () -> node.status().getProblem().contains("no ServiceTokenFactory"));
      assertThat(refusal(() -> node.create(UUID.randomUUID(), "Books")).reason())
          .isEqualTo("CHAIN_UNAVAILABLE");
    }
  }

  @Test
  void aKeyWithoutMoneyIsAProblemThatIsToldAndTheKeyIsInNoLog() {
    var logged = new CopyOnWriteArrayList<String>();
    var handler =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            logged.add(new SimpleFormatter().format(entry));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger.getLogger("").addHandler(handler);
    try (var node = another(Map.of("chain.key", POOR_KEY))) {
      Until.holds(
          "the problem is told",
          Duration.ofSeconds(30),
          () -> node.status().getProblem().contains("cannot be deployed"));

      assertThat(node.status().toString()).doesNotContain(POOR_KEY.substring(2));
      assertThat(logged).isNotEmpty();
      assertThat(logged).noneMatch(line -> line.contains(POOR_KEY.substring(10, 40)));
    } finally {
      Logger.getLogger("").removeHandler(handler);
    }
  }
}
