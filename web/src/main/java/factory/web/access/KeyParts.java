package factory.web.access;

import com.google.protobuf.Timestamp;
import factory.edge.v1.Key;
import factory.edge.v1.ListKeysRequest;
import factory.mesh.Caller;
import factory.registry.v1.Service;
import factory.web.neighbour.Neighbours;
import factory.web.page.Shown;
import factory.web.page.Views;
import factory.web.service.CallExample;
import factory.web.service.ServiceOperations.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A wallet's keys of a service, as its page shows them. */
public final class KeyParts {
  private final Neighbours neighbours;
  private final Shown shown;

  public KeyParts(Neighbours neighbours, Shown shown) {
    this.neighbours = neighbours;
    this.shown = shown;
  }

  /** What the forms have in them, and what was just made. */
  record Typed(
      Optional<KeyViews.Program> program,
      Optional<KeyViews.Form> form,
      Optional<AccessViews.Fresh> fresh) {
    static final Typed NOTHING = new Typed(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Of whoever asks; to be called where that is known. */
  KeyViews.Keys keys(Service service, List<Operation> known, Typed typed) {
    var signedIn = Caller.current().session().isPresent();
    return new KeyViews.Keys(
        service.getId(),
        signedIn
            ? ""
            : "Keys are a signed-in wallet's: sign in at the top of this page, or over the API.",
        typed.fresh(),
        signedIn ? made(service, known) : List.of(),
        typed.program().orElseGet(KeyForms::program),
        typed.form().orElseGet(() -> KeyForms.publish(known)));
  }

  /** A time in full. */
  String until(Timestamp time) {
    return shown.moment(time).full();
  }

  private List<KeyViews.Made> made(Service service, List<Operation> known) {
    return neighbours
        .gate(neighbours.pageDeadline())
        .listKeys(ListKeysRequest.newBuilder().setServiceId(service.getId()).build())
        .getKeysList()
        .stream()
        .map(key -> made(service, key, known))
        .toList();
  }

  private KeyViews.Made made(Service service, Key key, List<Operation> known) {
    var publishable = key.getPublishable();
    var base = CallExample.base(service);
    return new KeyViews.Made(
        key.getId(),
        key.getName(),
        publishable.getText(),
        key.getHint() + "\u2026",
        state(key),
        key.hasPublishable() ? publishable.getOperationsList() : opens(key),
        publishable.getOriginsList(),
        rates(key),
        times(key),
        key.hasPublishable() && !base.isEmpty()
            ? KeySnippet.of(base, publishable.getText(), publishable.getOperationsList(), known)
            : "",
        key.getPaused() ? "resume" : "pause",
        KeyForms.program(key));
  }

  /** Whether a key opens anything now. */
  public Views.Badge state(Key key) {
    return key.getPausedByOwner()
        ? new Views.Badge("Paused by the owner", "asleep")
        : key.getPaused()
            ? new Views.Badge("Paused", "asleep")
            : key.hasExpiresAt() && shown.isPast(key.getExpiresAt().getSeconds())
                ? new Views.Badge("Ended", "bad")
                : new Views.Badge("On", "good");
  }

  private static String rates(Key key) {
    if (key.hasPublishable()) {
      return key.getPublishable().getCallsPerMinutePerAddress()
          + " calls a minute of one network address, "
          + key.getPublishable().getCallsPerMinute()
          + " of everybody together";
    }
    return key.hasLimit()
        ? Shown.grouped(key.getLimit().getQuota())
            + " calls in "
            + Shown.span(Duration.ofSeconds(key.getLimit().getWindow().getSeconds()))
            + ", "
            + Shown.grouped(key.getLimitState().getRemaining())
            + " of them left"
        : "";
  }

  private static List<String> opens(Key key) {
    var scope = key.getScope();
    var methods = scope.getMethodsList().isEmpty() ? List.of("any method") : scope.getMethodsList();
    var paths = scope.getPathsList().isEmpty() ? List.of("any path") : scope.getPathsList();
    return List.of(String.join(", ", methods) + " at " + String.join(", ", paths));
  }

  /** When it was made and used, and ends. */
  public String times(Key key) {
    var made = "made " + shown.moment(key.getCreatedAt()).relative();
    var used =
        key.hasLastUsedAt()
            ? "last used " + shown.moment(key.getLastUsedAt()).relative()
            : "not used yet";
    return key.hasExpiresAt()
        ? made + ", " + used + ", until " + shown.moment(key.getExpiresAt()).full()
        : made + ", " + used;
  }
}
