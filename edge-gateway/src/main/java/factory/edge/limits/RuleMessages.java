package factory.edge.limits;

import com.google.protobuf.util.Durations;
import factory.edge.gate.Finality;
import factory.edge.gate.Terms;
import factory.edge.v1.FinalityKind;
import factory.edge.v1.LimitState;
import factory.mesh.Refused;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Rules as the API writes them. */
public final class RuleMessages {
  private static final Pattern AMOUNT = Pattern.compile("[1-9][0-9]{0,77}");

  private RuleMessages() {}

  /**
   * Reads rules.
   *
   * @throws Refused naming the field, such as {@code rules.limits[1].quota}
   */
  public static Rules parse(factory.edge.v1.Rules message) {
    if (message.getLimitsCount() > Rules.MOST_LIMITS) {
      throw Refused.field("rules.limits", "must be at most " + Rules.MOST_LIMITS);
    }
    List<Limit> limits = new ArrayList<>();
    var names = new HashSet<String>();
    for (var i = 0; i < message.getLimitsCount(); i++) {
      var field = "rules.limits[" + i + "]";
      var limit = limit(field, message.getLimits(i));
      if (!names.add(limit.name())) {
        throw Refused.field(field + ".name", "must be unlike the names of the other limits");
      }
      limits.add(limit);
    }
    return new Rules(
        threshold(message.getAccessThreshold()),
        finality(message.getFinality()),
        limits,
        callsAtOnce(Integer.toUnsignedLong(message.getCallsAtOnce())));
  }

  private static int callsAtOnce(long asked) {
    if (asked == 0) {
      return Terms.CALLS_AT_ONCE;
    }
    if (!Rules.isCallsAtOnce(asked)) {
      throw Refused.field(
          "rules.calls_at_once", "must be 1 to " + Rules.MOST_CALLS_AT_ONCE + ", or 0 for 32");
    }
    return (int) asked;
  }

  private static Optional<BigInteger> threshold(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!AMOUNT.matcher(text).matches() || !Rules.isThreshold(new BigInteger(text))) {
      throw Refused.field(
          "rules.access_threshold", "must be a decimal number from 1 to 2^256-1, or empty");
    }
    return Optional.of(new BigInteger(text));
  }

  private static Finality finality(factory.edge.v1.Finality message) {
    var confirmations = Integer.toUnsignedLong(message.getConfirmations());
    if (message.getKind() != FinalityKind.FINALITY_KIND_CONFIRMATIONS && confirmations != 0) {
      throw Refused.field(
          "rules.finality.confirmations", "must be 0 unless the kind is confirmations");
    }
    return switch (message.getKind()) {
      case FINALITY_KIND_UNSPECIFIED, FINALITY_KIND_LATEST -> new Finality.Latest();
      case FINALITY_KIND_SAFE -> new Finality.Safe();
      case FINALITY_KIND_CONFIRMATIONS -> {
        if (confirmations < 1 || confirmations > Finality.Confirmations.MOST) {
          throw Refused.field(
              "rules.finality.confirmations", "must be 1 to " + Finality.Confirmations.MOST);
        }
        yield new Finality.Confirmations((int) confirmations);
      }
      case UNRECOGNIZED -> throw Refused.field("rules.finality.kind", "must be a known kind");
    };
  }

  private static Limit limit(String field, factory.edge.v1.Limit message) {
    if (!Limit.isName(message.getName())) {
      throw Refused.field(field + ".name", "must have 1 to 32 of a-z, 0-9 and -");
    }
    var quota = message.getQuota();
    if (!Limit.isQuota(quota)) {
      throw Refused.field(field + ".quota", "must be 1 to 1000000000000");
    }
    // A duration out of protobuf's own range would overflow here.
    var window =
        Durations.isValid(message.getWindow())
            ? Duration.ofSeconds(message.getWindow().getSeconds(), message.getWindow().getNanos())
            : Duration.ZERO;
    if (!Limit.isWindow(window)) {
      throw Refused.field(field + ".window", "must be 1 second to 366 days, in whole seconds");
    }
    var multiple = Math.max(1, Integer.toUnsignedLong(message.getMaxMultiple()));
    if (!Limit.isMaxMultiple(quota, multiple)) {
      throw Refused.field(
          field + ".max_multiple",
          "must be at most 1000000, and with the quota at most 999999999999999 calls");
    }
    return new Limit(message.getName(), quota, window, (int) multiple);
  }

  /** Writes rules; {@link #parse} reads them again. */
  public static factory.edge.v1.Rules message(Rules rules) {
    var message = factory.edge.v1.Rules.newBuilder();
    if (rules.callsAtOnce() != Terms.CALLS_AT_ONCE) {
      message.setCallsAtOnce(rules.callsAtOnce());
    }
    rules.accessThreshold().map(BigInteger::toString).ifPresent(message::setAccessThreshold);
    switch (rules.finality()) {
      case Finality.Latest() -> {}
      case Finality.Safe() -> message.getFinalityBuilder().setKind(FinalityKind.FINALITY_KIND_SAFE);
      case Finality.Confirmations(var blocks) ->
          message
              .getFinalityBuilder()
              .setKind(FinalityKind.FINALITY_KIND_CONFIRMATIONS)
              .setConfirmations(blocks);
    }
    for (var limit : rules.limits()) {
      message
          .addLimitsBuilder()
          .setName(limit.name())
          .setQuota(limit.quota())
          .setWindow(Durations.fromSeconds(limit.window().toSeconds()))
          .setMaxMultiple(limit.maxMultiple() == 1 ? 0 : limit.maxMultiple());
    }
    return message.build();
  }

  /** Writes where a wallet stands. */
  public static LimitState message(Standing standing) {
    return LimitState.newBuilder()
        .setName(standing.name())
        .setQuota(standing.quota())
        .setRemaining(standing.remaining())
        .setResetAfter(Durations.fromMillis(standing.resetAfterMillis()))
        .build();
  }
}
