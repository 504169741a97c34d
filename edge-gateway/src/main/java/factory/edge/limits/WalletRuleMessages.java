package factory.edge.limits;

import com.google.gson.JsonObject;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Timestamps;
import factory.edge.gate.Allowance;
import factory.edge.gate.Block;
import factory.mesh.Moments;
import factory.mesh.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What is said of single wallets, and limits of their own, as the API writes them. */
public final class WalletRuleMessages {
  private static final int LONGEST_REASON = 200;
  private static final Duration LONGEST_BLOCK = Duration.ofDays(5 * 366);

  private WalletRuleMessages() {}

  /**
   * Reads what is said of a wallet.
   *
   * @throws Refused naming the field, such as {@code rules.block.until}
   */
  public static WalletRules parse(factory.edge.v1.WalletRules message, Instant now) {
    return new WalletRules(
        message.hasBlock() ? Optional.of(block(message.getBlock(), now)) : Optional.empty(),
        message.hasLimit()
            ? Optional.of(parse("rules.limit", message.getLimit()))
            : Optional.empty());
  }

  private static Block block(factory.edge.v1.Block message, Instant now) {
    var reason = message.getReason().strip();
    if (reason.isEmpty()
        || reason.codePointCount(0, reason.length()) > LONGEST_REASON
        || reason.codePoints().anyMatch(Character::isISOControl)) {
      throw Refused.field(
          "rules.block.reason",
          "must have 1 to 200 characters, none of them a control character: the wallet reads it");
    }
    if (!message.hasUntil()) {
      return new Block(reason, Optional.empty());
    }
    var until =
        Timestamps.isValid(message.getUntil())
            ? Instant.ofEpochSecond(message.getUntil().getSeconds())
            : Instant.MIN;
    if (!until.isAfter(now) || until.isAfter(now.plus(LONGEST_BLOCK))) {
      throw Refused.field(
          "rules.block.until",
          "must be in the future, at most 5 years away; leave it out to block until you unblock");
    }
    return new Block(reason, Optional.of(until));
  }

  /**
   * Reads a limit of its own.
   *
   * @throws Refused naming the field below this one
   */
  public static Allowance parse(String field, factory.edge.v1.Allowance message) {
    if (!Limit.isQuota(message.getQuota())) {
      throw Refused.field(field + ".quota", "must be 1 to 1000000000000");
    }
    var window =
        Durations.isValid(message.getWindow())
            ? Duration.ofSeconds(message.getWindow().getSeconds(), message.getWindow().getNanos())
            : Duration.ZERO;
    if (!Limit.isWindow(window)) {
      throw Refused.field(field + ".window", "must be 1 second to 366 days, in whole seconds");
    }
    return new Allowance(message.getQuota(), window);
  }

  /** Writes what is said; {@link #parse} reads it again. */
  public static factory.edge.v1.WalletRules.Builder message(WalletRules rules) {
    var message = factory.edge.v1.WalletRules.newBuilder();
    rules
        .block()
        .ifPresent(
            block -> {
              var shown = message.getBlockBuilder().setReason(block.reason());
              block.until().map(Moments::of).ifPresent(shown::setUntil);
            });
    rules.limit().map(WalletRuleMessages::message).ifPresent(message::setLimit);
    return message;
  }

  /** Writes a limit of its own. */
  public static factory.edge.v1.Allowance message(Allowance limit) {
    return factory.edge.v1.Allowance.newBuilder()
        .setQuota(limit.quota())
        .setWindow(Durations.fromSeconds(limit.window().toSeconds()))
        .build();
  }

  static String reason(String reason) {
    var json = new JsonObject();
    json.addProperty("reason", reason);
    return json.toString();
  }

  static String json(WalletRules rules) {
    try {
      return JsonFormat.printer()
          .omittingInsignificantWhitespace()
          .preservingProtoFieldNames()
          .print(message(rules));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}
