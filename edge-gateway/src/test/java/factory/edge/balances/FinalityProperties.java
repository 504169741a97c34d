package factory.edge.balances;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import factory.chain.v1.Block;
import factory.chain.v1.BlockChange;
import factory.chain.v1.TokenId;
import factory.chain.v1.Transfer;
import factory.chain.v1.WatchBalancesResponse;
import factory.edge.gate.AccessToken;
import factory.edge.gate.Balances.Holding;
import factory.edge.gate.EvmAddress;
import factory.edge.gate.Finality;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What counts at each finality is what a chain that keeps every block's balances would say. */
class FinalityProperties {
  private static final AccessToken TOKEN =
      new AccessToken(1, new EvmAddress(1, 1, 1), BigInteger.ONE);
  private static final int WALLETS = 3;

  /** All blocks from number 0 on: who held what when it was the newest. */
  private final List<Entry> chain = new ArrayList<>();

  private final Replica replica = new Replica(1, () -> 0);
  private int finalized;
  private int hashes;

  private record Entry(BlockChange block, List<Long> held) {}

  private static EvmAddress wallet(int n) {
    return new EvmAddress(0, 0, n);
  }

  @Property(tries = 300)
  void agreesWithAModelThatKeepsEveryBlock(@ForAll long seed) {
    chain.clear();
    hashes = 0;
    finalized = 0;
    var random = new Random(seed);
    chain.add(new Entry(block(0), Collections.nCopies(WALLETS + 1, 0L)));
    replica.apply(
        message(WatchBalancesResponse.newBuilder().setReset(true))
            .addTokens(TokenId.newBuilder().setChainId(1).setAddress(TOKEN.address().toString()))
            .build());
    for (var step = 0; step < 60; step++) {
      var told = WatchBalancesResponse.newBuilder();
      if (random.nextInt(4) == 0) {
        for (var back = random.nextInt(4); back > 0 && chain.size() - 1 > finalized; back--) {
          var gone = chain.removeLast().block();
          if (gone.getTransfersCount() > 0) {
            told.addBlocks(gone.toBuilder().setRetracted(true));
          }
        }
      }
      for (var more = random.nextInt(3); more > 0; more--) {
        var next = next(random);
        chain.add(next);
        // Blocks that change nothing are not told.
        if (next.block().getTransfersCount() > 0) {
          told.addBlocks(next.block());
        }
      }
      if (random.nextInt(3) == 0) {
        finalized += random.nextInt(chain.size() - finalized);
      }
      replica.apply(message(told).build());
      everybodyCountsAsInTheModel();
    }
  }

  private void everybodyCountsAsInTheModel() {
    var head = chain.size() - 1;
    for (var n = 1; n <= WALLETS; n++) {
      var latest = chain.getLast().held().get(n);
      assertThat(replica.holding(TOKEN, wallet(n), new Finality.Latest()))
          .isEqualTo(known(latest, latest, head));
      assertThat(replica.holding(TOKEN, wallet(n), new Finality.Safe()))
          .isEqualTo(known(latest, chain.get(finalized).held().get(n), head));
      for (var confirmations = 1; confirmations <= 12; confirmations++) {
        var at = Math.max(finalized, head - confirmations + 1);
        assertThat(replica.holding(TOKEN, wallet(n), new Finality.Confirmations(confirmations)))
            .as("%s confirmations, head %s, final %s", confirmations, head, finalized)
            .isEqualTo(known(latest, chain.get(at).held().get(n), head));
      }
    }
  }

  private Entry next(Random random) {
    var held = chain.getLast().held().stream().mapToLong(Long::longValue).toArray();
    var block = block(chain.size()).toBuilder();
    for (var transfers = random.nextInt(4); transfers > 0; transfers--) {
      var from = random.nextInt(WALLETS + 1);
      var to = random.nextInt(WALLETS + 1);
      var amount = from == 0 ? random.nextInt(5) : random.nextLong(held[from] + 1);
      held[from] -= amount;
      held[to] += amount;
      held[0] = 0;
      block.addTransfers(
          Transfer.newBuilder()
              .setLogIndex(block.getTransfersCount())
              .setTokenAddress(TOKEN.address().toString())
              .setFrom(wallet(from).toString())
              .setTo(wallet(to).toString())
              .setAmount(Long.toString(amount)));
    }
    return new Entry(block.build(), Arrays.stream(held).boxed().toList());
  }

  private BlockChange block(int number) {
    return BlockChange.newBuilder()
        .setNumber(number)
        .setHash(String.format("0x%064x", hashes++))
        .build();
  }

  private WatchBalancesResponse.Builder message(WatchBalancesResponse.Builder told) {
    return told.setComplete(true)
        .setCursor("c")
        .setHeadAge(Durations.fromSeconds(0))
        .setLatest(id(chain.getLast().block()))
        .setFinalized(id(chain.get(finalized).block()));
  }

  private static Block id(BlockChange block) {
    return Block.newBuilder().setNumber(block.getNumber()).setHash(block.getHash()).build();
  }

  private static Holding known(long latest, long finalized, long head) {
    return new Holding.Known(
        BigInteger.valueOf(latest), BigInteger.valueOf(Math.min(latest, finalized)), head);
  }
}
