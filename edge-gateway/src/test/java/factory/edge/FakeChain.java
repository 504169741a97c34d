package factory.edge;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import factory.chain.v1.Balance;
import factory.chain.v1.Block;
import factory.chain.v1.BlockChange;
import factory.chain.v1.ChainGrpc;
import factory.chain.v1.ChainStatus;
import factory.chain.v1.ListChainsRequest;
import factory.chain.v1.ListChainsResponse;
import factory.chain.v1.QuoteBuyRequest;
import factory.chain.v1.QuoteBuyResponse;
import factory.chain.v1.SignerKind;
import factory.chain.v1.TokenId;
import factory.chain.v1.Transfer;
import factory.chain.v1.VerifySignatureRequest;
import factory.chain.v1.VerifySignatureResponse;
import factory.chain.v1.WatchBalancesRequest;
import factory.chain.v1.WatchBalancesResponse;
import factory.mesh.Address;
import factory.mesh.Feed;
import factory.mesh.MeshServer;
import factory.mesh.Signal;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * chain-svc as the edge sees it: blocks that are made, taken back and become final, told by
 * WatchBalances. Each misbehaviour is a mode.
 */
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
    /** Says itself that nothing should be decided. */
    PROBLEM,
    /** Sends what nobody can read. */
    RUBBISH,
    /** Takes back a block that it never told of. */
    RETRACTS_AN_UNKNOWN_BLOCK,
    /** Leaves out the first block that it should tell. */
    LEAVES_A_GAP,
    /** Moves more than its sender holds. */
    OVERDRAWS
  }

  static final long CHAIN_ID = 31337;
  private static final String NOBODY = "0x" + "0".repeat(40);

  private final Address address;
  private final Signal news = new Signal();
  private final List<BlockChange> log = new ArrayList<>();
  private final List<BlockChange> canonical = new ArrayList<>();
  private long finalized;
  private int epoch;
  private int made;
  private int resumed;
  private int begun;
  final Set<String> contracts = ConcurrentHashMap.newKeySet();
  volatile Mode mode = Mode.WELL;
  volatile Duration maxHeadAge = Duration.ofSeconds(10);
  private MeshServer server;

  FakeChain(Address address) {
    this.address = address;
    server = serve();
  }

  private MeshServer serve() {
    return MeshServer.at(address).service(new Balances()).start();
  }

  /** What this chain takes for a wallet's signature. */
  static ByteString sign(String wallet, ByteString message) {
    return ByteString.copyFromUtf8("signed by " + wallet + ": ").concat(message);
  }

  void stop() {
    server.close();
  }

  void startAgain() {
    server = serve();
  }

  /** A block that makes a token, unless it is there. */
  void announce(String token) {
    synchronized (this) {
      if (canonical.stream().noneMatch(b -> b.getCreatedTokensList().contains(token))) {
        add(BlockChange.newBuilder().addCreatedTokens(token));
      }
    }
  }

  /** A block after which a wallet holds this, bought from or sold to nobody. */
  synchronized void balance(String token, String wallet, String amount) {
    var more =
        new BigInteger(amount)
            .subtract(held(Long.MAX_VALUE).getOrDefault(token + wallet, BigInteger.ZERO));
    if (more.signum() > 0) {
      transfer(token, NOBODY, wallet, more.toString());
    } else {
      transfer(token, wallet, NOBODY, more.negate().toString());
    }
  }

  /** A block in which wallets of their own buy 5 each: the first is numbered from. */
  synchronized void mint(String token, int from, int wallets) {
    var block = BlockChange.newBuilder();
    for (var i = from; i < from + wallets; i++) {
      block.addTransfers(
          Transfer.newBuilder()
              .setTokenAddress(token)
              .setFrom(NOBODY)
              .setTo("0x7" + String.format("%039x", i))
              .setAmount("5")
              .setLogIndex(i - from));
    }
    add(block);
  }

  /** A block with one transfer. */
  synchronized void transfer(String token, String from, String to, String amount) {
    add(
        BlockChange.newBuilder()
            .addTransfers(
                Transfer.newBuilder()
                    .setTokenAddress(token)
                    .setFrom(from)
                    .setTo(to)
                    .setAmount(amount)));
  }

  /** A reorganisation takes the newest block back. */
  synchronized void retract() {
    log.add(canonical.removeLast().toBuilder().setRetracted(true).build());
    news.raise();
  }

  /** Nothing up to here is taken back. */
  synchronized void finalise() {
    finalized = canonical.getLast().getNumber();
    news.raise();
  }

  /** Every cursor leads nowhere from now on. */
  synchronized void forgetCursors() {
    epoch++;
  }

  /** Watches that went on from a cursor. */
  synchronized int resumed() {
    return resumed;
  }

  /** Watches that began with a new picture. */
  synchronized int begun() {
    return begun;
  }

  private void add(BlockChange.Builder block) {
    made++;
    var whole =
        block
            .setNumber(canonical.size() + 1L)
            .setHash(String.format("0x%064x", made))
            .setArrivedAt(Timestamp.newBuilder().setSeconds(Instant.now().getEpochSecond()))
            .build();
    canonical.add(whole);
    log.add(whole);
    news.raise();
  }

  private synchronized Map<String, BigInteger> held(long atBlock) {
    Map<String, BigInteger> held = new LinkedHashMap<>();
    for (var block : canonical) {
      for (var t : block.getTransfersList()) {
        if (block.getNumber() <= atBlock) {
          var amount = new BigInteger(t.getAmount());
          held.merge(t.getTokenAddress() + t.getFrom(), amount.negate(), BigInteger::add);
          held.merge(t.getTokenAddress() + t.getTo(), amount, BigInteger::add);
        }
      }
    }
    held.keySet().removeIf(key -> key.endsWith(NOBODY));
    held.values().removeIf(amount -> amount.signum() == 0);
    return held;
  }

  private synchronized WatchBalancesResponse.Builder snapshot() {
    begun++;
    var message = WatchBalancesResponse.newBuilder().setReset(true);
    for (var block : canonical) {
      if (block.getNumber() <= finalized) {
        block
            .getCreatedTokensList()
            .forEach(
                t -> message.addTokens(TokenId.newBuilder().setChainId(CHAIN_ID).setAddress(t)));
      } else {
        message.addBlocks(block);
      }
    }
    held(finalized)
        .forEach(
            (key, amount) ->
                message.addBalances(
                    Balance.newBuilder()
                        .setTokenAddress(key.substring(0, 42))
                        .setWallet(key.substring(42))
                        .setAmount(amount.toString())));
    return message;
  }

  @Override
  public void close() {
    server.close();
  }

  private final class Balances extends ChainGrpc.ChainImplBase {
    @Override
    public void listChains(ListChainsRequest request, StreamObserver<ListChainsResponse> observer) {
      observer.onNext(
          ListChainsResponse.newBuilder()
              .addChains(ChainStatus.newBuilder().setChainId(CHAIN_ID))
              .build());
      observer.onCompleted();
    }

    @Override
    public void quoteBuy(QuoteBuyRequest request, StreamObserver<QuoteBuyResponse> observer) {
      observer.onNext(
          QuoteBuyResponse.newBuilder().setTokens(request.getTokens()).setCostWei("42").build());
      observer.onCompleted();
    }

    @Override
    public void verifySignature(
        VerifySignatureRequest request, StreamObserver<VerifySignatureResponse> observer) {
      if (mode == Mode.ERRORING) {
        throw Status.UNAVAILABLE.asRuntimeException();
      }
      var valid = request.getSignature().equals(sign(request.getWallet(), request.getMessage()));
      observer.onNext(
          VerifySignatureResponse.newBuilder()
              .setValid(valid)
              .setKind(
                  !valid
                      ? SignerKind.SIGNER_KIND_UNSPECIFIED
                      : contracts.contains(request.getWallet())
                          ? SignerKind.SIGNER_KIND_CONTRACT
                          : SignerKind.SIGNER_KIND_KEY)
              .build());
      observer.onCompleted();
    }

    @Override
    public void watchBalances(
        WatchBalancesRequest request, StreamObserver<WatchBalancesResponse> observer) {
      if (mode == Mode.ERRORING) {
        throw Status.INTERNAL.asRuntimeException();
      }
      var watch = new Watch(request.getCursor());
      try {
        if (request.getChainId() != CHAIN_ID) {
          var empty = Watch.empty();
          Feed.serve(observer, news, Optional::empty, () -> empty);
        } else {
          Feed.serve(observer, news, watch::next, watch::heartbeat);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private final class Watch {
    private final String cursor;
    private int sent = -1;
    private long toldFinal;

    Watch(String cursor) {
      this.cursor = cursor;
    }

    /** Another chain, which has no token. */
    static WatchBalancesResponse empty() {
      return WatchBalancesResponse.newBuilder()
          .setReset(true)
          .setComplete(true)
          .setHeadAge(Durations.fromNanos(0))
          .build();
    }

    Optional<WatchBalancesResponse> next() {
      if (mode == Mode.SILENT) {
        return Optional.empty();
      }
      synchronized (FakeChain.this) {
        var message = WatchBalancesResponse.newBuilder();
        if (sent < 0 && cursor.startsWith(epoch + "/")) {
          resumed++;
          sent = Integer.parseInt(cursor.substring(cursor.indexOf('/') + 1));
        } else if (sent < 0) {
          message = snapshot();
          sent = log.size();
        } else if (sent == log.size() && toldFinal == finalized) {
          return Optional.empty();
        }
        message.addAllBlocks(log.subList(sent, log.size()));
        sent = log.size();
        return Optional.of(headed(message));
      }
    }

    WatchBalancesResponse heartbeat() {
      return mode == Mode.SILENT
          ? WatchBalancesResponse.getDefaultInstance()
          : headed(WatchBalancesResponse.newBuilder());
    }

    private WatchBalancesResponse headed(WatchBalancesResponse.Builder message) {
      synchronized (FakeChain.this) {
        toldFinal = finalized;
        message
            .setComplete(true)
            .setCursor(epoch + "/" + Math.max(0, sent))
            .setHeadAge(Durations.fromNanos(0))
            .setMaxHeadAge(Durations.fromNanos(maxHeadAge.toNanos()));
        if (!canonical.isEmpty()) {
          message.setLatest(id(canonical.getLast()));
        }
        if (finalized > 0) {
          message.setFinalized(id(canonical.get((int) finalized - 1)));
        }
      }
      var transfer = Transfer.newBuilder().setTokenAddress(Rig.TOKEN).setFrom(Rig.HOLDER);
      switch (mode) {
        case WELL, SILENT, ERRORING -> {}
        case NEVER_COMPLETE -> message.setComplete(false).clearCursor();
        case STALE -> message.setHeadAge(Durations.fromNanos(Duration.ofMinutes(1).toNanos()));
        case PROBLEM -> message.setProblem("the audit found a difference");
        case RUBBISH ->
            message.addBalances(
                Balance.newBuilder().setTokenAddress("0x12").setWallet("me").setAmount("much"));
        case RETRACTS_AN_UNKNOWN_BLOCK ->
            message.addBlocks(
                BlockChange.newBuilder()
                    .setNumber(message.getLatest().getNumber())
                    .setHash("0x" + "e".repeat(64))
                    .setRetracted(true));
        case LEAVES_A_GAP -> {
          if (message.getBlocksCount() > 0) {
            message.removeBlocks(0);
          }
        }
        case OVERDRAWS ->
            message
                .addBlocks(
                    BlockChange.newBuilder()
                        .setNumber(message.getLatest().getNumber() + 1)
                        .setHash("0x" + "e".repeat(64))
                        .addTransfers(transfer.setTo(Rig.NOBODY).setAmount("9".repeat(20))))
                .clearLatest();
      }
      return message.build();
    }

    private static Block id(BlockChange block) {
      return Block.newBuilder().setNumber(block.getNumber()).setHash(block.getHash()).build();
    }
  }
}
