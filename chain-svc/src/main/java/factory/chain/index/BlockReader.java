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
        for (var log : logs(endpoint, header, Set.of(factory), Contracts.TOKEN_CREATED)) {
          created.add(created(log));
        }
      }
      created.forEach(token -> ours.put(token.address(), mark(token.address())));
      List<Move> moves = new ArrayList<>();
      if (header.bloom().mayHold(TRANSFER)) {
        Set<Account> touched = new LinkedHashSet<>();
        ours.forEach(
            (token, mark) -> {
              if (header.bloom().mayHold(mark)) {
                touched.add(token);
              }
            });
        if (!touched.isEmpty()) {
          logs(endpoint, header, touched, Contracts.TRANSFER).forEach(log -> moves.add(move(log)));
        }
      }
      blocks.add(
          new AppliedBlock(
              BlockRef.of(header), header.parentHash(), created, moves, Optional.of(arrivedAt)));
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
    for (var log : logs(endpoint, from, last, Set.of(factory), Contracts.TOKEN_CREATED)) {
      created.add(created(log));
    }
    List<Account> ours = new ArrayList<>(marks.keySet());
    created.forEach(token -> ours.add(token.address()));
    List<LogEntry> logs = new ArrayList<>();
    for (int at = 0; at < ours.size(); at += CONTRACTS) {
      var some = Set.copyOf(ours.subList(at, Math.min(at + CONTRACTS, ours.size())));
      logs.addAll(logs(endpoint, from, last, some, Contracts.TRANSFER));
    }
    logs.sort(ORDER);
    return new Fill(BlockRef.of(last), created, logs.stream().map(this::move).toList());
  }

  private static final Comparator<LogEntry> ORDER =
      Comparator.comparingLong(LogEntry::blockNumber).thenComparingLong(LogEntry::logIndex);

  private static List<LogEntry> logs(
      Endpoint endpoint, long from, Header last, Set<Account> contracts, String topic) {
    var logs = new ArrayList<>(endpoint.logs(from, last.number(), contracts, topic));
    for (var log : logs) {
      var ofLast = log.blockNumber() == last.number();
      if (log.blockNumber() < from
          || log.blockNumber() > last.number()
          || (ofLast && !log.blockHash().equals(last.hash()))
          || !isAskedFor(log, contracts, topic)) {
        throw new EndpointDown("the endpoint told logs that it was not asked for");
      }
    }
    logs.sort(ORDER);
    requireDistinct(logs);
    return logs;
  }

  /** Logs of a block whose filter says that there may be some. */
  private static List<LogEntry> logs(
      Endpoint endpoint, Header block, Set<Account> contracts, String topic) {
    var logs = endpoint.logs(block.hash(), contracts, topic);
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
        logs.stream().filter(log -> isAskedFor(log, contracts, topic)).sorted(ORDER).toList();
    requireDistinct(ours);
    return ours;
  }

  private static boolean isAskedFor(LogEntry log, Set<Account> contracts, String topic) {
    return contracts.contains(log.address())
        && !log.topics().isEmpty()
        && log.topics().getFirst().equals(topic);
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
