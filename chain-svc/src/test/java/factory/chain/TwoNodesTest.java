package factory.chain;

import static org.assertj.core.api.Assertions.assertThat;

import factory.chain.evm.Contracts;
import factory.chain.v1.CreateTokenRequest;
import factory.chain.v1.TokenId;
import factory.store.TestDatabase;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes on one database and one chain, as during a rolling restart. */
@Timeout(120)
class TwoNodesTest {
  private static final int SERVICES = 20;

  @Test
  void makeOneFactoryAndEachServicesTokenOnce() throws Exception {
    var place = TestDatabase.fresh("chain");
    List<UUID> services = Stream.generate(UUID::randomUUID).limit(SERVICES).toList();
    try (var anvil = Anvil.start();
        var one = RunningNode.start(place, anvil.uri());
        var other = RunningNode.start(place, anvil.uri());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      one.healthy();
      other.healthy();
      assertThat(one.status().getFactoryAddress()).isEqualTo(other.status().getFactoryAddress());

      var go = new CountDownLatch(1);
      List<Future<?>> asked = new ArrayList<>();
      Set<TokenId> made = ConcurrentHashMap.newKeySet();
      for (int i = 0; i < 4 * SERVICES; i++) {
        var issuer = (i % 2 == 0 ? one : other).issuer().withDeadlineAfter(5, TimeUnit.SECONDS);
        var request =
            CreateTokenRequest.newBuilder()
                .setServiceId(services.get(i / 4).toString())
                .setName("Books")
                .build();
        asked.add(
            threads.submit(
                () -> {
                  go.await();
                  try {
                    made.add(issuer.createToken(request).getToken().getId());
                  } catch (StatusRuntimeException e) {
                    // What counts is on the chain: the two share an index, which is made for one.
                    assertThat(e.getStatus().getCode())
                        .isIn(Status.Code.DEADLINE_EXCEEDED, Status.Code.UNAVAILABLE);
                  }
                  return true;
                }));
      }
      go.countDown();
      for (var future : asked) {
        future.get();
      }

      assertThat(made.size()).isBetween(1, SERVICES);
      for (var node : List.of(one, other)) {
        node.healthy();
        for (var service : services) {
          Until.holds(
              "each node knows each token", Duration.ofSeconds(40), () -> knows(node, service));
        }
      }
      var logs =
          anvil.rpc(
              "eth_getLogs",
              "[{\"fromBlock\":\"0x0\",\"topics\":[\"" + Contracts.TOKEN_CREATED + "\"]}]");
      assertThat(logs.split("\"logIndex\"", -1).length - 1).isEqualTo(SERVICES);
      assertThat(
              anvil.rpc(
                  "eth_getTransactionCount",
                  "[\"0xa0ee7a142d267c1f36714e4a8f75612f20a79720\",\"latest\"]"))
          .as("one transaction for each, and one for the factory")
          .isEqualTo("\"0x" + Integer.toHexString(SERVICES + 1) + "\"");
    }
  }

  private static boolean knows(RunningNode node, UUID service) {
    try {
      return node.token(service).getServiceId().equals(service.toString());
    } catch (StatusRuntimeException e) {
      return false;
    }
  }
}
