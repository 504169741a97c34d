package factory.web.neighbour;

import factory.chain.v1.TradeSide;
import factory.chain.v1.TransactionState;
import factory.pipeline.v1.Isolation;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.JobState;
import factory.registry.v1.ServiceAction;
import factory.registry.v1.ServiceStatus;
import factory.registry.v1.ServingState;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The words of the enums in JSON, HTML and queries: lower case, without their prefix. */
public final class Words {
  private Words() {}

  /** Such as {@code queued}. */
  public static String status(ServiceStatus status) {
    return word(status, "SERVICE_STATUS_");
  }

  /** The status of a word; empty for none of them. */
  public static Optional<ServiceStatus> status(String word) {
    return statuses().stream().filter(s -> status(s).equals(word)).findFirst();
  }

  /** In the order of the lifecycle. */
  public static List<ServiceStatus> statuses() {
    return Arrays.stream(ServiceStatus.values())
        .filter(
            s -> s != ServiceStatus.UNRECOGNIZED && s != ServiceStatus.SERVICE_STATUS_UNSPECIFIED)
        .toList();
  }

  /** Such as {@code generate}. */
  public static String action(ServiceAction action) {
    return word(action, "SERVICE_ACTION_");
  }

  /** Such as {@code up}; a record without one serves nothing. */
  public static String serving(ServingState state) {
    return state == ServingState.SERVING_STATE_UNSPECIFIED ? "none" : word(state, "SERVING_STATE_");
  }

  /** Such as {@code generate}. */
  public static String kind(JobKind kind) {
    return word(kind, "JOB_KIND_");
  }

  /** Such as {@code running}. */
  public static String state(JobState state) {
    return word(state, "JOB_STATE_");
  }

  /** Such as {@code buy}. */
  public static String side(TradeSide side) {
    return word(side, "TRADE_SIDE_");
  }

  /** Such as {@code sandboxed}. */
  public static String isolation(Isolation isolation) {
    return word(isolation, "ISOLATION_");
  }

  /** Such as {@code pending}. */
  public static String state(TransactionState state) {
    return word(state, "TRANSACTION_STATE_");
  }

  private static String word(Enum<?> value, String prefix) {
    var name = value.name();
    return (name.startsWith(prefix) ? name.substring(prefix.length()) : name)
        .toLowerCase(Locale.ROOT);
  }
}
