package factory.edge;

import com.google.protobuf.util.Durations;
import factory.chain.v1.Balance;
import factory.chain.v1.Block;
import factory.chain.v1.ChainGrpc;
import factory.chain.v1.TokenId;
import factory.chain.v1.WatchBalancesRequest;
import factory.chain.v1.WatchBalancesResponse;
import factory.mesh.Address;
import factory.mesh.Feed;
import factory.mesh.MeshServer;
import factory.mesh.Signal;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** chain-svc as the edge sees it. Each misbehaviour is a mode. */
final class FakeChain implements AutoCloseable {
  enum Mode {
    WELL,
    /** Connects and never says anything. */
    SILENT,
    /** Refuses every watch. */
    ERRORING,
    /** Says everything but that it is complete. */
    NEVER_COMPLETE,
    /** No endpoint has confirmed the head for a minute. */
    STALE,
    /** Sends what nobody can read. */
    RUBBISH
  }

  static final long CHAIN_ID = 31337;

  private final Address address;
  private final Signal news = new Signal();
  private final List<WatchBalancesResponse> log = new CopyOnWriteArrayList<>();
  volatile Mode mode = Mode.WELL;
  private MeshServer server;

  FakeChain(Address address) {
    this.address = address;
    server = serve();
  }

  private MeshServer serve() {
    return MeshServer.at(address).service(new Balances()).start();
  }

  void stop() {
    server.close();
  }

  void startAgain() {
    server = serve();
  }

  void announce(String token) {
    add(
        WatchBalancesResponse.newBuilder()
            .addTokens(TokenId.newBuilder().setChainId(CHAIN_ID).setAddress(token))
            .build());
  }

  void balance(String token, String wallet, String amount) {
    add(
        WatchBalancesResponse.newBuilder()
            .addBalances(
                Balance.newBuilder().setTokenAddress(token).setWallet(wallet).setAmount(amount))
            .build());
  }

  private void add(WatchBalancesResponse message) {
    log.add(message);
    news.raise();
  }

  @Override
  public void close() {
    server.close();
  }

  private final class Balances extends ChainGrpc.ChainImplBase {
    @Override
    public void watchBalances(
        WatchBalancesRequest request, StreamObserver<WatchBalancesResponse> observer) {
      if (mode == Mode.ERRORING) {
        throw Status.INTERNAL.asRuntimeException();
      }
      var sent = new int[] {0, 0};
      try {
        Feed.serve(
            observer,
            news,
            () -> {
              if (mode == Mode.SILENT) {
                return Optional.empty();
              }
              if (sent[1] == 0) {
                sent[1] = 1;
                var all = WatchBalancesResponse.newBuilder().setReset(true);
                sent[0] = log.size();
                log.subList(0, sent[0]).forEach(all::mergeFrom);
                return Optional.of(head(all));
              }
              if (sent[0] == log.size()) {
                return Optional.empty();
              }
              return Optional.of(head(log.get(sent[0]++).toBuilder()));
            },
            () -> head(WatchBalancesResponse.newBuilder()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private WatchBalancesResponse head(WatchBalancesResponse.Builder message) {
      return switch (mode) {
        case WELL, ERRORING -> complete(message, Duration.ZERO);
        case SILENT -> WatchBalancesResponse.getDefaultInstance();
        case NEVER_COMPLETE ->
            complete(message, Duration.ZERO).toBuilder().setComplete(false).build();
        case STALE -> complete(message, Duration.ofMinutes(1));
        case RUBBISH ->
            message
                .addBalances(
                    Balance.newBuilder()
                        .setTokenAddress("0x12")
                        .setWallet("nobody")
                        .setAmount("much"))
                .setComplete(true)
                .build();
      };
    }

    private static WatchBalancesResponse complete(
        WatchBalancesResponse.Builder message, Duration age) {
      return message
          .setComplete(true)
          .setLatest(Block.newBuilder().setNumber(7).setHash("0x" + "0".repeat(64)))
          .setHeadAge(Durations.fromNanos(age.toNanos()))
          .build();
    }
  }
}
