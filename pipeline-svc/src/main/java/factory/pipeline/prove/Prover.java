package factory.pipeline.prove;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Specification;
import java.util.Optional;

/**
 * Proves a running service: knows nothing but its specification and the document that it serves,
 * asks it by HTTP, and judges what comes back.
 *
 * <p>Total: whatever the service does, and however it ends, there is a proof. The same requests in
 * the same order for the same specification and document, except for those of racers and for the
 * ids that the service gives. Threads may share one.
 */
public final class Prover implements Proving {
  /** A prover; it keeps nothing between proofs. */
  public Prover() {}

  @Override
  public Proof prove(Specification specification, String openapi, Client client, Seen seen) {
    return prove(specification, openapi, client, Budget.BEFORE_GENERATED, seen);
  }

  /**
   * Asks whatever the budget allows.
   *
   * @param openapi the document that the service is to serve
   * @param client reaches a service that keeps nothing yet
   */
  public Proof prove(Specification specification, String openapi, Client client, Budget budget) {
    return prove(specification, openapi, client, budget, Seen.NOBODY);
  }

  private Proof prove(
      Specification specification, String openapi, Client client, Budget budget, Seen seen) {
    var document = parsed(openapi);
    // Of the text, so that it is the same in every JVM.
    var watch = new Watch(client, openapi);
    var session =
        new Session(specification, new Document(document), watch, budget, openapi.hashCode());
    session.tell(seen);
    var pages = new Pages(session);
    var world = new World(session, pages);
    var evaluator = new Evaluator(world);
    var maker = new Maker(session, evaluator);
    var accounts = accounts(specification, session, maker);
    accounts.ifPresent(AccountChecks::begin);
    // The first of them begins on an empty service.
    var examples = new ExampleChecks(session);
    specification.examples().forEach(examples::run);
    served(session, document);
    new Entitled(session, maker).begin();
    session.beforeEach(maker::makeRoom);
    new Probes(session, new Supply(session, maker), pages).run();
    var records = new RecordChecks(session, maker);
    var routes = new RouteChecks(session, maker);
    var shapes = new ShapeChecks(session, maker);
    var sent = new SentChecks(session, maker);
    var paths = new PathChecks(session, maker);
    var paging = new PagingChecks(session, maker);
    var rules = new RuleChecks(session, maker);
    var lists = new ListChecks(session, maker, pages);
    var references = new ReferenceChecks(session, maker);
    var unique = new UniqueChecks(session, maker);
    var set = new SetFieldChecks(session, maker, evaluator);
    var visible = new VisibilityChecks(session, maker, pages, world, evaluator);
    var revisions = new RevisionChecks(session, maker);
    var files = new FileChecks(session, maker);
    var inputs = new InputChecks(session, maker, evaluator);
    var bodies = new BodyFieldChecks(session, maker);
    accounts.ifPresent(AccountChecks::run);
    for (var kind : specification.kinds()) {
      if (isSeenByItselfAlone(session, kind)) {
        session.notTried(
            Area.RECORDS,
            "A " + kind.name() + " is read, listed and changed as it was made",
            "an account is seen by itself alone, and a proof makes many");
        visible.run(kind);
        unique.run(kind);
        rules.run(kind);
        continue;
      }
      records.run(kind);
      routes.run(kind);
      shapes.run(kind);
      bodies.run(kind);
      sent.run(kind);
      paths.run(kind);
      paging.run(kind);
      new PartLinks(session, maker).run(kind);
      new OrderChecks(session, maker).run(kind);
      visible.run(kind);
      set.run(kind);
      new IssuedChecks(session, maker).run(kind);
      new UnseenChecks(session, maker).run(kind);
      new TwiceChecks(session, maker).run(kind);
      references.run(kind);
      unique.run(kind);
      lists.run(kind);
      rules.run(kind);
      revisions.run(kind);
      files.run(kind);
    }
    specification.actions().forEach(inputs::run);
    specification.actions().forEach(sent::run);
    var actions = new ActionChecks(session, maker, world, evaluator);
    specification.actions().forEach(actions::run);
    new RelationChecks(session, maker, evaluator).run();
    new OtherRecordChecks(session, maker).run();
    new HistoryChecks(session, maker).run();
    specification.functions().forEach(inputs::run);
    specification.functions().forEach(new TextInputs(session, maker, inputs)::run);
    var tools = new ToolChecks(session);
    specification.tools().forEach(tools::run);
    var figures = new FigureChecks(session, maker, world, evaluator);
    specification.kinds().forEach(figures::run);
    var picks = new PickChecks(session, maker, world, evaluator, pages);
    specification.kinds().forEach(picks::run);
    var summaries = new SummaryChecks(session, maker, world, evaluator, pages);
    specification.actions().forEach(summaries::run);
    specification.reports().forEach(inputs::run);
    var reports = new ReportChecks(session, maker, world, evaluator, pages);
    specification.reports().forEach(reports::run);
    new CodeChecks(session).run();
    new FuzzChecks(session).run();
    session.check(
        Area.FAILURES,
        "The service is up at the end",
        () -> session.call(Wallet.A, "GET", "/health").expect(200));
    watch.end(session);
    return session.end();
  }

  /** Asks who is who and who sees what, and nothing else. */
  Proof accounts(Specification specification, String openapi, Client client, Budget budget) {
    var document = new Document(parsed(openapi));
    var session = new Session(specification, document, client, budget, openapi.hashCode());
    var pages = new Pages(session);
    var world = new World(session, pages);
    var evaluator = new Evaluator(world);
    var maker = new Maker(session, evaluator);
    accounts(specification, session, maker)
        .ifPresent(
            checks -> {
              checks.begin();
              checks.run();
            });
    var visible = new VisibilityChecks(session, maker, pages, world, evaluator);
    for (var kind : specification.kinds()) {
      new UnseenChecks(session, maker).run(kind);
      new TwiceChecks(session, maker).run(kind);
      if (session.members().filter(members -> members.kind().equals(kind)).isPresent()) {
        // A service takes only so many passwords in a time.
        visible.secrets(kind);
      } else {
        visible.run(kind);
      }
    }
    return session.end();
  }

  private static Session session(
      Specification specification, String openapi, Client client, Budget budget) {
    var document = new Document(parsed(openapi));
    return new Session(specification, document, client, budget, openapi.hashCode());
  }

  /** Asks what lists some of the records, and what gives figures of them, and nothing else. */
  Proof picks(Specification specification, String openapi, Client client, Budget budget) {
    var session = session(specification, openapi, client, budget);
    var pages = new Pages(session);
    var world = new World(session, pages);
    var evaluator = new Evaluator(world);
    var maker = new Maker(session, evaluator);
    accounts(specification, session, maker).ifPresent(AccountChecks::begin);
    var picks = new PickChecks(session, maker, world, evaluator, pages);
    specification.kinds().forEach(picks::run);
    var summaries = new SummaryChecks(session, maker, world, evaluator, pages);
    specification.actions().forEach(summaries::run);
    return session.end();
  }

  /** Asks which parts of lists there are, and in which order, and nothing else. */
  Proof lists(Specification specification, String openapi, Client client, Budget budget) {
    var session = session(specification, openapi, client, budget);
    var pages = new Pages(session);
    var maker = new Maker(session, new Evaluator(new World(session, pages)));
    specification.kinds().forEach(new PagingChecks(session, maker)::run);
    specification.kinds().forEach(new ListChecks(session, maker, pages)::run);
    return session.end();
  }

  /** Asks what bodies and paths of routes look like, and nothing else. */
  Proof shapes(Specification specification, String openapi, Client client, Budget budget) {
    var session = session(specification, openapi, client, budget);
    var evaluator = new Evaluator(new World(session, new Pages(session)));
    var maker = new Maker(session, evaluator);
    var shapes = new ShapeChecks(session, maker);
    var sent = new SentChecks(session, maker);
    specification.kinds().forEach(shapes::run);
    specification.kinds().forEach(sent::run);
    specification.actions().forEach(sent::run);
    specification.kinds().forEach(new TextListChecks(session, maker)::run);
    specification.kinds().forEach(new PartLinks(session, maker)::run);
    specification.kinds().forEach(new OrderChecks(session, maker)::run);
    var inputs = new InputChecks(session, maker, evaluator);
    specification.functions().forEach(new TextInputs(session, maker, inputs)::run);
    return session.end();
  }

  /** Asks which fields bodies give, and nothing else. */
  Proof bodies(Specification specification, String openapi, Client client, Budget budget) {
    var session = session(specification, openapi, client, budget);
    var maker = new Maker(session, new Evaluator(new World(session, new Pages(session))));
    accounts(specification, session, maker).ifPresent(AccountChecks::begin);
    specification.kinds().forEach(new BodyFieldChecks(session, maker)::run);
    return session.end();
  }

  /** Asks what callers do with records once, and nothing else. */
  Proof relations(Specification specification, String openapi, Client client, Budget budget) {
    var session = session(specification, openapi, client, budget);
    var evaluator = new Evaluator(new World(session, new Pages(session)));
    var maker = new Maker(session, evaluator);
    accounts(specification, session, maker).ifPresent(AccountChecks::begin);
    new RelationChecks(session, maker, evaluator).run();
    new OtherRecordChecks(session, maker).run();
    new HistoryChecks(session, maker).run();
    return session.end();
  }

  @Override
  public Fuzzed fuzz(
      Specification specification,
      String openapi,
      Client client,
      Budget budget,
      long seed,
      Yielding yielding) {
    var watch = new Watch(client, openapi);
    var session = new Session(specification, new Document(parsed(openapi)), watch, budget, seed);
    var pages = new Pages(session);
    var maker = new Maker(session, new Evaluator(new World(session, pages)));
    // Without sessions it asks what nobody is needed for.
    accounts(specification, session, maker).ifPresent(AccountChecks::begin);
    var attacks = new Probes(session, new Supply(session, maker), pages).turns();
    return new Fuzz(session, maker, seed, yielding, attacks, watch).run();
  }

  private static Optional<AccountChecks> accounts(
      Specification specification, Session session, Maker maker) {
    return specification
        .accounts()
        .flatMap(
            all ->
                specification
                    .kind(all.kind())
                    .map(
                        kind -> {
                          var members = new Members(session, maker, all, kind);
                          session.members(members);
                          return new AccountChecks(session, maker, members);
                        }));
  }

  private static boolean isSeenByItselfAlone(Session session, Kind kind) {
    return kind.access().read() instanceof Access.When
        && session.members().filter(members -> members.kind().equals(kind)).isPresent();
  }

  static JsonNode parsed(String openapi) {
    try {
      return ExactJson.MAPPER.readTree(openapi);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static void served(Session session, JsonNode document) {
    session.check(
        Area.DOCUMENT,
        "The document that is served is the version's",
        () -> {
          var served = session.call(Wallet.NOBODY, "GET", "/openapi.json").expect(200);
          if (!served.json().equals(document)) {
            throw Ended.failed("GET /openapi.json answers another document");
          }
        });
  }
}
