package factory.web.page;

import factory.registry.v1.Service;
import factory.registry.v1.ServiceStatus;
import java.util.Map;
import java.util.Objects;

/** How a service is, in a word or two: draft, building, live, asleep, broken or taken down. */
public final class States {
  private States() {}

  /**
   * What answers calls counts first, and the newest work on the service after that.
   *
   * @param serving as the gate says it
   */
  public static Views.State of(Service service, Views.Serving serving) {
    if (service.hasTakedown()) {
      return new Views.State(TAKEN_DOWN, GateParts.takenDown(service));
    }
    return switch (service.getServing().getState()) {
      case SERVING_STATE_UP -> up(service, serving);
      case SERVING_STATE_ASLEEP -> new Views.State(ASLEEP, "The first call wakes it.");
      case SERVING_STATE_DOWN ->
          new Views.State(BROKEN, ("It does not answer. " + serving.detail()).strip());
      case SERVING_STATE_NONE, SERVING_STATE_UNSPECIFIED, UNRECOGNIZED -> withoutProcess(service);
    };
  }

  private static final Views.Badge DRAFT = new Views.Badge("Draft", "draft");
  public static final Views.Badge BUILDING = new Views.Badge("Building", "work");
  public static final Views.Badge LIVE = new Views.Badge("Live", "good");
  private static final Views.Badge ASLEEP = new Views.Badge("Asleep", "asleep");
  private static final Views.Badge TAKEN_DOWN = new Views.Badge("Taken down", "bad");
  private static final Views.Badge BROKEN = new Views.Badge("Broken", "bad");

  /** Whether one of several answers calls now. */
  public static boolean isLive(Service service, Map<String, Views.Serving> serving) {
    return of(service, Objects.requireNonNull(serving.get(service.getId()))).badge().equals(LIVE);
  }

  private static Views.State up(Service service, Views.Serving serving) {
    return switch (serving.badge().tone()) {
      case "good" -> new Views.State(LIVE, beside(service.getStatus()));
      case "bad" -> new Views.State(BROKEN, "It cannot be called now. " + serving.detail());
      default ->
          isWorkedOn(service.getStatus())
              ? new Views.State(BUILDING, serving.detail())
              : new Views.State(
                  serving.equals(GateParts.WITHOUT_TOKEN) ? DRAFT : serving.badge(),
                  serving.detail());
    };
  }

  /** What goes on beside a service that answers. */
  private static String beside(ServiceStatus status) {
    return isWorkedOn(status)
        ? "Its next version is being built."
        : status == ServiceStatus.SERVICE_STATUS_FAILED
            ? "Its newest version could not be opened; the one before goes on."
            : "";
  }

  private static boolean isWorkedOn(ServiceStatus status) {
    return status == ServiceStatus.SERVICE_STATUS_GENERATING
        || status == ServiceStatus.SERVICE_STATUS_DEPLOYING;
  }

  private static Views.State withoutProcess(Service service) {
    return switch (service.getStatus()) {
      case SERVICE_STATUS_GENERATING, SERVICE_STATUS_DEPLOYING -> new Views.State(BUILDING, "");
      case SERVICE_STATUS_GENERATED ->
          new Views.State(DRAFT, "It is built and proven, and not opened yet.");
      case SERVICE_STATUS_DEPLOYED ->
          new Views.State(BROKEN, "It was opened and does not run now.");
      case SERVICE_STATUS_FAILED -> new Views.State(BROKEN, "It could not be built or opened.");
      case SERVICE_STATUS_QUEUED, SERVICE_STATUS_UNSPECIFIED, UNRECOGNIZED ->
          new Views.State(DRAFT, questions(service.getPlan().getQuestionsCount()));
    };
  }

  private static String questions(int open) {
    return open == 0 ? "" : open == 1 ? "A question is open." : open + " questions are open.";
  }
}
