package factory.chain.rpc;

import com.google.protobuf.Duration;
import factory.chain.evm.Account;
import factory.chain.evm.Endpoints;
import factory.chain.evm.Header;
import factory.chain.index.BlockRef;
import factory.chain.index.Head;
import factory.chain.index.Picture;
import factory.chain.index.Step;
import factory.chain.index.Update;
import factory.chain.token.Curve;
import factory.chain.v1.Balance;
import factory.chain.v1.Block;
import factory.chain.v1.BlockChange;
import factory.chain.v1.EndpointStatus;
import factory.chain.v1.Token;
import factory.chain.v1.TokenId;
import factory.chain.v1.Trade;
import factory.chain.v1.TradeSide;
import factory.chain.v1.Transfer;
import factory.chain.v1.WatchBalancesResponse;
import factory.mesh.Moments;
import java.time.Instant;
import java.util.Optional;

/** Domain records as messages. */
final class Render {
  private Render() {}

  static TokenId tokenId(long chainId, Account address) {
    return TokenId.newBuilder().setChainId(chainId).setAddress(address.hex()).build();
  }

  static Token token(long chainId, Picture.Supplied supplied) {
    var token = supplied.token();
    return Token.newBuilder()
        .setId(tokenId(chainId, token.address()))
        .setServiceId(token.serviceId().toString())
        .setName(token.name().text())
        .setSymbol(token.name().symbol())
        .setAccessThreshold(token.accessThreshold().toString())
        .setSupply(supplied.supply().toString())
        .setPriceWei(Curve.priceWei(supplied.supply()).toString())
        .setBlockNumber(token.blockNumber())
        .setHolders(supplied.holders())
        .build();
  }

  /** Time since an endpoint confirmed the head; empty when none ever did. */
  static Optional<java.time.Duration> age(Optional<Head> head, Instant now) {
    return head.flatMap(Head::confirmedAt)
        .map(confirmed -> java.time.Duration.between(confirmed, now))
        .map(age -> age.isNegative() ? java.time.Duration.ZERO : age);
  }

  static Duration duration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  static Block block(Header header) {
    return block(header.number(), header.hash(), header.time());
  }

  static Block block(BlockRef block) {
    return block(block.number(), block.hash(), block.time());
  }

  static Block block(Head head) {
    return block(head.block());
  }

  private static Block block(long number, String hash, Instant time) {
    return Block.newBuilder().setNumber(number).setHash(hash).setTime(Moments.of(time)).build();
  }

  static Trade trade(ServedChain chain, factory.chain.index.Trade trade) {
    var rendered =
        Trade.newBuilder()
            .setSide(
                switch (trade.side()) {
                  case BUY -> TradeSide.TRADE_SIDE_BUY;
                  case SELL -> TradeSide.TRADE_SIDE_SELL;
                })
            .setWallet(trade.wallet().hex())
            .setRecipient(trade.recipient().hex())
            .setTokens(trade.tokens().toString())
            .setWei(trade.wei().toString())
            .setTransactionHash(trade.transaction())
            .setBlockNumber(trade.place().blockNumber())
            .setLogIndex(trade.place().logIndex())
            .setFinalized(chain.isFinal(trade.place().blockNumber()));
    trade.time().map(Moments::of).ifPresent(rendered::setTime);
    return rendered.build();
  }

  static EndpointStatus endpoint(Endpoints.Health health) {
    var status =
        EndpointStatus.newBuilder()
            .setLabel(health.label())
            .setHealthy(health.healthy())
            .setInUse(health.inUse())
            .setProblem(health.problem())
            .setHeadNumber(health.headNumber());
    health.answerAge().ifPresent(age -> status.setAnswerAge(duration(age)));
    return status.build();
  }

  static WatchBalancesResponse update(
      ServedChain chain, Update update, String problem, Instant now) {
    var message =
        WatchBalancesResponse.newBuilder()
            .setReset(update.reset())
            .setComplete(update.complete())
            .setProblem(problem)
            .setMaxHeadAge(duration(chain.maxHeadAge()));
    update.tokens().forEach(token -> message.addTokens(tokenId(chain.id(), token)));
    for (var holding : update.balances()) {
      message.addBalances(
          Balance.newBuilder()
              .setTokenAddress(holding.token().hex())
              .setWallet(holding.wallet().hex())
              .setAmount(holding.amount().toString()));
    }
    update.steps().forEach(step -> message.addBlocks(block(step)));
    update.head().ifPresent(head -> message.setLatest(block(head)));
    update.finalized().ifPresent(block -> message.setFinalized(block(block)));
    age(update.head(), now).ifPresent(age -> message.setHeadAge(duration(age)));
    update.cursor().ifPresent(cursor -> message.setCursor(cursor.toString()));
    return message.build();
  }

  private static BlockChange block(Step step) {
    var block = step.block();
    var change =
        BlockChange.newBuilder()
            .setNumber(block.ref().number())
            .setHash(block.ref().hash())
            .setRetracted(step.retracted());
    block.arrivedAt().map(Moments::of).ifPresent(change::setArrivedAt);
    block.created().forEach(token -> change.addCreatedTokens(token.address().hex()));
    for (var move : block.moves()) {
      change.addTransfers(
          Transfer.newBuilder()
              .setTokenAddress(move.token().hex())
              .setFrom(move.from().hex())
              .setTo(move.to().hex())
              .setAmount(move.amount().toString())
              .setLogIndex(move.logIndex()));
    }
    return change.build();
  }
}
