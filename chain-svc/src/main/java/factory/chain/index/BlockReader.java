package factory.chain.index;

import factory.chain.evm.Account;
import factory.chain.evm.Bloom;
import factory.chain.evm.Contracts;
import factory.chain.evm.Endpoint;
import factory.chain.evm.EndpointDown;
import factory.chain.evm.Header;
import factory.chain.evm.LogEntry;
import factory.chain.evm.RpcRefused;
import factory.chain.token.Curve;
import factory.chain.token.Token;
import factory.chain.token.TokenName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what blocks did to our tokens. Never trusts an empty answer for a block whose filter says
 * that it has something of ours. Used by one thread.
 */
final class BlockReader {
  private static final Bloom.Mark TRANSFER = Bloom.Mark.of(Contracts.TRANSFER);
  private static final Bloom.Mark TOKEN_CREATED = Bloom.Mark.of(Contracts.TOKEN_CREATED);

  private static final Set<String> CREATED = Set.of(Contracts.TOKEN_CREATED);

  /** What our tokens tell of: what changes balances, and what was paid where that is a trade. */
  private static final Set<String> MOVED =
      Set.of(Contracts.TRANSFER, Contracts.BOUGHT, Contracts.SOLD);

  /** Contracts in one question at most: many endpoints refuse more. */
  private static final int CONTRACTS = 500;

  private final Map<Account, Bloom.Mark> marks = new HashMap<>();

  /** One object for each token, however many moves are kept. */
  private final Map<Account, Account> tokens = new HashMap<>();

  /** Our tokens, from now on. */
  void follow(Collection<Account> ours) {
    marks.keySet().retainAll(ours);
    tokens.keySet().retainAll(ours);
    ours.forEach(token -> marks.computeIfAbsent(token, BlockReader::mark));
  }

  private static Bloom.Mark mark(Account contract) {
    return Bloom.Mark.of(contract.hex());
  }

  /** Blocks that follow each other, one by one. */
  List<AppliedBlock> blocks(
      Endpoint endpoint, Account factory, List<Header> headers, Instant arrivedAt) {
    Map<Account, Bloom.Mark> ours = new HashMap<>(marks);
    List<AppliedBlock> blocks = new ArrayList<>();
    for (var header : headers) {
      List<Token> created = new ArrayList<>();
      if (header.bloom().mayHold(TOKEN_CREATED) && header.bloom().mayHold(mark(factory))) {
        for (var log : logs(endpoint, header, Set.of(factory), CREATED)) {
          created.add(created(log));
        }
      }
      created.forEach(token -> ours.put(token.address(), mark(token.address())));
      var moved = Moved.NOTHING;
      if (header.bloom().mayHold(TRANSFER)) {
        Set<Account> touched = new LinkedHashSet<>();
        ours.forEach(
            (token, mark) -> {
              if (header.bloom().mayHold(mark)) {
                touched.add(token);
              }
            });
        if (!touched.isEmpty()) {
          moved = moved(logs(endpoint, header, touched, MOVED), Optional.of(header.time()));
        }
      }
      blocks.add(
          new AppliedBlock(
              BlockRef.of(header),
              header.parentHash(),
              created,
              moved.moves(),
              moved.trades(),
              Optional.of(arrivedAt)));
    }
    return blocks;
  }

  /** A range of final blocks at once. */
  Fill fill(Endpoint endpoint, Account factory, long from, long to) {
    // First: an endpoint that does not have the last block has not got its logs either.
    var last =
        endpoint
            .headers(List.of(to))
            .getFirst()
            .orElseThrow(() -> new EndpointDown("the endpoint has no block below its newest one"));
    List<Token> created = new ArrayList<>();
    for (var log : logs(endpoint, from, last, Set.of(factory), CREATED)) {
      created.add(created(log));
    }
    List<Account> ours = new ArrayList<>(marks.keySet());
    created.forEach(token -> ours.add(token.address()));
    List<LogEntry> logs = new ArrayList<>();
    for (int at = 0; at < ours.size(); at += CONTRACTS) {
      var some = Set.copyOf(ours.subList(at, Math.min(at + CONTRACTS, ours.size())));
      logs.addAll(logs(endpoint, from, last, some, MOVED));
    }
    logs.sort(ORDER);
    var moved = moved(logs, Optional.empty());
    return new Fill(BlockRef.of(last), created, moved.moves(), moved.trades());
  }

  private static final Comparator<LogEntry> ORDER =
      Comparator.comparingLong(LogEntry::blockNumber).thenComparingLong(LogEntry::logIndex);

  private static List<LogEntry> logs(
      Endpoint endpoint, long from, Header last, Set<Account> contracts, Set<String> topics) {
    var logs = new ArrayList<>(endpoint.logs(from, last.number(), contracts, topics));
    for (var log : logs) {
      var ofLast = log.blockNumber() == last.number();
      if (log.blockNumber() < from
          || log.blockNumber() > last.number()
          || (ofLast && !log.blockHash().equals(last.hash()))
          || !isAskedFor(log, contracts, topics)) {
        throw new EndpointDown("the endpoint told logs that it was not asked for");
      }
    }
    logs.sort(ORDER);
    requireDistinct(logs);
    return logs;
  }

  /** Logs of a block whose filter says that there may be some. */
  private static List<LogEntry> logs(
      Endpoint endpoint, Header block, Set<Account> contracts, Set<String> topics) {
    var logs = endpoint.logs(block.hash(), contracts, topics);
    if (logs.isEmpty()) {
      // Either the filter erred, as it may, or the endpoint does not have the block's logs yet.
      try {
        logs =
            endpoint
                .logsFromReceipts(block.hash())
                .orElseThrow(
                    () -> new EndpointDown("the endpoint has no receipts of a block it told"));
      } catch (RpcRefused e) {
        if (e.code() != RpcRefused.UNKNOWN_METHOD) {
          throw e;
        }
      }
    }
    for (var log : logs) {
      if (!log.blockHash().equals(block.hash()) || log.blockNumber() != block.number()) {
        throw new EndpointDown("the endpoint told logs of another block than the one asked for");
      }
    }
    var ours =
        logs.stream().filter(log -> isAskedFor(log, contracts, topics)).sorted(ORDER).toList();
    requireDistinct(ours);
    return ours;
  }

  private static boolean isAskedFor(LogEntry log, Set<Account> contracts, Set<String> topics) {
    return contracts.contains(log.address())
        && !log.topics().isEmpty()
        && topics.contains(log.topics().getFirst());
  }

  private static void requireDistinct(List<LogEntry> logs) {
    for (int i = 1; i < logs.size(); i++) {
      if (ORDER.compare(logs.get(i - 1), logs.get(i)) == 0) {
        throw new EndpointDown("the endpoint told a log twice");
      }
    }
  }

  private static Token created(LogEntry log) {
    var created = Contracts.created(log);
    return new Token(
        created.token(),
        created.serviceId(),
        created.accessThreshold(),
        new TokenName(created.nameHex()),
        log.blockNumber());
  }

  private record Moved(List<Move> moves, List<Trade> trades) {
    static final Moved NOTHING = new Moved(List.of(), List.of());
  }

  /**
   * What sorted logs tell. A trade is one only beside the transfer that it made: balances stand on
   * transfers alone, and no list of trades says what they contradict.
   *
   * @param time of the block, where all are of one
   */
  private Moved moved(List<LogEntry> logs, Optional<Instant> time) {
    List<Move> moves = new ArrayList<>();
    List<Trade> trades = new ArrayList<>();
    var blockOfLast = -1L;
    for (var log : logs) {
      if (log.topics().getFirst().equals(Contracts.TRANSFER)) {
        moves.add(move(log));
        blockOfLast = log.blockNumber();
      } else {
        var trade = trade(log, time);
        if (blockOfLast == log.blockNumber() && trade.isOf(moves.getLast())) {
          trades.add(trade);
        }
      }
    }
    return new Moved(moves, trades);
  }

  private Trade trade(LogEntry log, Optional<Instant> time) {
    var traded = Contracts.traded(log);
    return new Trade(
        new Trade.Spot(log.blockNumber(), log.logIndex()),
        time.or(log::time),
        tokens.computeIfAbsent(log.address(), address -> address),
        log.topics().getFirst().equals(Contracts.BOUGHT) ? Trade.Side.BUY : Trade.Side.SELL,
        traded.wallet(),
        traded.recipient(),
        traded.tokens(),
        traded.wei(),
        log.transactionHash());
  }

  private Move move(LogEntry log) {
    var transfer = Contracts.transfer(log);
    if (transfer.amount().compareTo(Curve.CAP) > 0) {
      throw new EndpointDown("the endpoint told a transfer of more than can exist");
    }
    return new Move(
        log.logIndex(),
        tokens.computeIfAbsent(log.address(), address -> address),
        orNobody(transfer.from()),
        orNobody(transfer.to()),
        transfer.amount());
  }

  private static Account orNobody(Account wallet) {
    return wallet.equals(Account.NOBODY) ? Account.NOBODY : wallet;
  }
}
