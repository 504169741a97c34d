package factory.pipeline.prove;

import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Specification;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What somebody asks of a service who means harm, as far as its specification gives a place to try
 * it; what has no place is told, in one check that was not tried. Before a version is generated
 * each is tried at one place, or a few; at the others after it was opened ({@link AttackTurns}).
 */
final class Probes {
  /** Of kinds and actions, besides those of texts and requests, which are tried at one. */
  private static final int MOST = 3;

  private final Session session;
  private final Supply supply;
  private final Specification specification;
  private final TextProbes texts;
  private final RequestProbes requests;
  private final ForeignProbes foreign;
  private final AssignmentProbes assignments;
  private final ViewProbes views;

  /** Why something has no place. */
  private final Map<String, String> none = new TreeMap<>();

  Probes(Session session, Supply supply, Pages pages) {
    this.session = session;
    this.supply = supply;
    specification = session.specification();
    texts = new TextProbes(session, supply, pages);
    requests = new RequestProbes(session, supply);
    foreign = new ForeignProbes(session, supply);
    assignments = new AssignmentProbes(session, supply);
    views = new ViewProbes(session, supply);
  }

  void run() {
    kinds().max(Comparator.comparingInt(Probes::roomFor)).ifPresent(texts::run);
    if (kinds().allMatch(kind -> Hostile.places(kind).isEmpty() || !Maker.hasCreate(kind))) {
      none.put("SQL, HTML, commands and line breaks in what is kept", "nothing keeps any text");
    }
    paths();
    bodies();
    patterns();
    requests.assertions(anyPath());
    var hidden = kinds().filter(ForeignProbes::isPlace).toList();
    hidden.stream().limit(MOST).forEach(foreign::run);
    if (hidden.isEmpty()) {
      none.put("records of others, ids that are guessed", "every wallet may read everything");
    }
    kinds().filter(Maker::hasCreate).limit(MOST).forEach(assignments::run);
    specification.actions().stream().limit(MOST).forEach(assignments::run);
    views();
    if (kinds().noneMatch(Maker::hasCreate) && specification.actions().isEmpty()) {
      none.put("fields that only the service sets", "nobody makes a record");
    }
    if (kinds().noneMatch(Probes::hasSecret)) {
      none.put("secrets in answers, files and the log", "no field is a secret");
    }
    if (!none.isEmpty()) {
      var told = new ArrayList<String>();
      none.forEach((what, why) -> told.add(what + ": " + why));
      session.notTried(Area.ATTACKS, "Attacks that it has no place for", String.join("; ", told));
    }
  }

  private void views() {
    var places = specification.actions().stream().filter(ViewProbes::isPlace).toList();
    places.stream().filter(Views::isRedirect).limit(1).forEach(views::run);
    places.stream().filter(ViewProbes::isText).limit(2).forEach(views::run);
    if (places.isEmpty()) {
      none.put("redirects and pages", "nobody is sent on, and nothing is shown but JSON");
    }
  }

  private Stream<Kind> kinds() {
    return specification.kinds().stream();
  }

  static boolean hasSecret(Kind kind) {
    return kind.fields().stream().anyMatch(field -> field.type() instanceof FieldType.Secret);
  }

  /** The kind with the most places is tried. */
  private static int roomFor(Kind kind) {
    return kind.listing().filters().size()
        + kind.listing().search().size()
        + (Maker.hasCreate(kind) ? 2 * Hostile.places(kind).size() : 0)
        - (hasSecret(kind) ? 5 : 0);
  }

  private void paths() {
    for (var kind : specification.kinds()) {
      var before = RequestProbes.before(kind);
      if (before.isPresent()) {
        requests.paths(kind, before.get());
        return;
      }
    }
    none.put("keys that are paths", "no path ends in a key");
  }

  /** Whatever takes a body, the makers of records first. */
  List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    for (var kind : specification.kinds()) {
      if (Maker.hasCreate(kind)) {
        add(targets, () -> Target.of(session, supply, kind));
      }
    }
    for (var function : specification.functions()) {
      if (hasBody(function.http(), function.inputs())) {
        add(targets, () -> Target.of(session, supply, function));
      }
    }
    for (var action : specification.actions()) {
      if (hasBody(action.http(), action.inputs())) {
        add(targets, () -> Target.of(session, supply, action));
      }
    }
    return targets;
  }

  /** Whether it takes a body: at the house's addresses always. */
  static boolean hasBody(Optional<Endpoint> at, List<Field> inputs) {
    return at.isEmpty() || Endpoints.hasBody(at.get(), inputs);
  }

  private interface Finding {
    Target target() throws Ended;
  }

  private static void add(List<Target> targets, Finding finding) {
    try {
      targets.add(finding.target());
    } catch (Ended e) {
      // What can be made only in a way that was not found is no target; its own checks say so.
      return;
    }
  }

  private void bodies() {
    var target = first();
    if (target.isPresent()) {
      requests.bodies(target.get());
    } else {
      none.put("bodies that explode", "nothing takes a body");
    }
  }

  private Optional<Target> first() {
    for (var kind : specification.kinds()) {
      if (Maker.hasCreate(kind)) {
        List<Target> one = new ArrayList<>();
        add(one, () -> Target.of(session, supply, kind));
        if (!one.isEmpty()) {
          return Optional.of(one.getFirst());
        }
      }
    }
    return targets().stream().findFirst();
  }

  private void patterns() {
    var tried = 0;
    for (var kind : specification.kinds()) {
      if (!Maker.hasCreate(kind)) {
        continue;
      }
      for (var field : Maker.given(kind)) {
        if (RequestProbes.hasPattern(field) && Routes.shows(kind, field.name()) && tried < 1) {
          tried += pattern(() -> Target.of(session, supply, kind), field);
        }
      }
    }
    for (var function : specification.functions()) {
      for (var input : function.inputs()) {
        if (RequestProbes.hasPattern(input) && tried < 1) {
          tried += pattern(() -> Target.of(session, supply, function), input);
        }
      }
    }
    if (tried == 0) {
      none.put("regular expressions that explode", "no pattern can be asked");
    }
  }

  private int pattern(Finding finding, Field field) {
    List<Target> target = new ArrayList<>();
    add(target, finding);
    if (target.isEmpty() || target.getFirst().isBesideBody(field)) {
      return 0;
    }
    requests.pattern(target.getFirst(), field);
    return 1;
  }

  /** One of the document's that is read without a key and needs a caller; the first page else. */
  private String anyPath() {
    for (var path : session.document().root().path("paths").properties()) {
      if (path.getValue().has("get")
          && !path.getKey().contains("{")
          && !List.of("/health", "/openapi.json").contains(path.getKey())) {
        return path.getKey();
      }
    }
    return "/";
  }

  /** What the fuzz does of it. */
  List<AttackTurns.Turn> turns() {
    var turns =
        new ArrayList<>(
            new AttackTurns(session, supply, texts, requests, foreign, assignments).turns());
    turns.addAll(views.turns());
    return turns;
  }
}
