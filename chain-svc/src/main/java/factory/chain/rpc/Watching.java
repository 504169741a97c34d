package factory.chain.rpc;

import factory.chain.evm.Account;
import factory.chain.index.Cursor;
import factory.chain.index.Selection;
import factory.chain.index.Update;
import factory.chain.index.Watch;
import factory.chain.v1.WatchBalancesRequest;
import factory.chain.v1.WatchBalancesResponse;
import factory.mesh.Feed;
import factory.mesh.Refused;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Serves those who watch balances. */
final class Watching {
  private static final int MOST_TOKENS = 10_000;

  private final Chains chains;
  private final Clock clock;

  Watching(Chains chains, Clock clock) {
    this.chains = chains;
    this.clock = clock;
  }

  /** Serves one watcher on the calling thread until it is gone. */
  void serve(WatchBalancesRequest request, StreamObserver<WatchBalancesResponse> observer) {
    var selection = selection(request);
    var cursor = cursor(request.getCursor());
    var watcher = new Watcher(chains.require(request.getChainId()), selection, cursor);
    try {
      Feed.serve(observer, watcher.chain.picture().news(), watcher, watcher::heartbeat);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Selection selection(WatchBalancesRequest request) {
    if (request.getTokenAddressesCount() > MOST_TOKENS) {
      throw Refused.field("token_addresses", "must be at most " + MOST_TOKENS + " addresses");
    }
    Set<Account> tokens = new HashSet<>();
    for (var address : request.getTokenAddressesList()) {
      tokens.add(Parse.account("token_addresses", address));
    }
    return Selection.of(tokens);
  }

  private static Optional<Cursor> cursor(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    var cursor = Cursor.parse(text);
    if (cursor.isEmpty()) {
      throw Refused.field("cursor", "must be one that a watch of balances sent");
    }
    return cursor;
  }

  /** A watch, and whether its watcher knows what is wrong. Used by one thread. */
  private final class Watcher implements Feed.Source<WatchBalancesResponse> {
    final ServedChain chain;
    private final Watch watch;
    private String toldProblem = "";

    Watcher(ServedChain chain, Selection selection, Optional<Cursor> cursor) {
      this.chain = chain;
      watch = chain.picture().watch(selection, cursor);
    }

    @Override
    public Optional<WatchBalancesResponse> next() {
      var update = watch.next();
      if (update.isEmpty() && !chain.follower().untrusted().equals(toldProblem)) {
        // A problem is told at once, and so is its end.
        update = Optional.of(watch.heartbeat());
      }
      return update.map(this::message);
    }

    WatchBalancesResponse heartbeat() {
      return message(watch.heartbeat());
    }

    private WatchBalancesResponse message(Update update) {
      toldProblem = chain.follower().untrusted();
      return Render.update(chain, update, toldProblem, clock.instant());
    }
  }
}
