package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What bodies give and no answer shows. */
final class UnseenChecks {
  private static final int TELLING = 12;

  private final Session session;
  private final Maker maker;

  UnseenChecks(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  /** That what bodies give and no answer shows is in none, wherever its record is. */
  void run(Kind kind) {
    for (var field : kind.fields()) {
      if (Routes.isUnseen(kind, field.name()) && Maker.hasCreate(kind)) {
        session.check(
            Area.SECRETS,
            field.name() + " of a " + kind.name() + " is given, and no answer shows it",
            () -> unseen(kind, field));
      }
    }
  }

  private void unseen(Kind kind, Field field) throws Ended {
    var body = maker.body(kind, Wallet.A, true);
    var told = told(body.path(field.name()));
    var called = kind.http().flatMap(http -> http.name(field.name())).orElse(field.name());
    var made = session.call(Wallet.A, "POST", Maker.path(kind), body).expect(201);
    List<Exchange> answers = new ArrayList<>(List.of(made));
    for (var route : kind.http().orElseThrow().routes()) {
      if ((route.operation() == Operation.READ || route.operation() == Operation.LIST)
          && route.file().isEmpty()
          && route.mine().isEmpty()) {
        answers.add(
            session.ask(
                session
                    .translation()
                    .over(kind, route, Wallet.A, made.json(), Optional.empty(), "")));
      }
    }
    for (var answer : answers) {
      var text = answer.answer().body();
      if (text.contains("\"" + called + "\"") || told.filter(text::contains).isPresent()) {
        throw Ended.failed(
            "%s %s shows %s in its answer"
                .formatted(answer.request().method(), answer.request().path(), called));
      }
    }
  }

  /** What is nowhere else by chance. */
  private static Optional<String> told(JsonNode value) {
    return Optional.of(value)
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .filter(text -> text.length() >= TELLING);
  }
}
