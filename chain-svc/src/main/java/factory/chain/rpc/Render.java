package factory.chain.rpc;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import factory.chain.evm.Account;
import factory.chain.evm.Endpoints;
import factory.chain.evm.Header;
import factory.chain.index.Head;
import factory.chain.index.Picture;
import factory.chain.index.Update;
import factory.chain.token.Curve;
import factory.chain.v1.Balance;
import factory.chain.v1.Block;
import factory.chain.v1.EndpointStatus;
import factory.chain.v1.Token;
import factory.chain.v1.TokenId;
import factory.chain.v1.WatchBalancesResponse;
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
    return head.map(Head::confirmedAt)
        .filter(confirmed -> confirmed.isAfter(Instant.EPOCH))
        .map(confirmed -> java.time.Duration.between(confirmed, now))
        .map(age -> age.isNegative() ? java.time.Duration.ZERO : age);
  }

  static Duration duration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  static Timestamp time(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  static Block block(Header header) {
    return Block.newBuilder().setNumber(header.number()).setHash(header.hash()).build();
  }

  static Block block(Head head) {
    return Block.newBuilder().setNumber(head.number()).setHash(head.hash()).build();
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

  static WatchBalancesResponse update(long chainId, Update update, Instant now) {
    var message =
        WatchBalancesResponse.newBuilder().setReset(update.reset()).setComplete(update.complete());
    age(update.head(), now).ifPresent(age -> message.setHeadAge(duration(age)));
    update.head().ifPresent(head -> message.setLatest(block(head)));
    update.tokens().forEach(token -> message.addTokens(tokenId(chainId, token)));
    for (var holding : update.holdings()) {
      message.addBalances(
          Balance.newBuilder()
              .setTokenAddress(holding.token().hex())
              .setWallet(holding.wallet().hex())
              .setAmount(holding.amount().toString()));
    }
    return message.build();
  }
}
