package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Redirects that lead elsewhere than to what their record has, addresses that run, and texts of
 * records that run in pages.
 */
final class ViewProbes {
  private static final String ELSEWHERE = "https://" + Hostile.MARK + ".example/";

  /** What sends whoever follows it to somebody else, where something listens to it. */
  private static final String QUERY =
      List.of("url", "to", "next", "redirect", "redirect_uri", "location", "return", "target")
          .stream()
          .map(name -> name + "=" + Pages.encoded(ELSEWHERE))
          .reduce((one, other) -> one + "&" + other)
          .orElseThrow();

  /** Runs in the page that leads there, is of whatever site the page is, or ends a header. */
  private static final List<String> ADDRESSES =
      List.of(
          "javascript:" + Hostile.MARK + "()",
          "JaVaScRiPt://example.com/%0a" + Hostile.MARK + "()",
          "java\tscript:" + Hostile.MARK + "()",
          "data:text/html," + Hostile.SCRIPT,
          "vbscript:" + Hostile.MARK,
          "//" + Hostile.MARK + ".example/",
          "/\\" + Hostile.MARK + ".example/",
          "https:" + Hostile.MARK + ".example",
          "https://example.com/\r\n" + Hostile.HEADER + ": 1");

  private final Session session;
  private final Supply supply;

  ViewProbes(Session session, Supply supply) {
    this.session = session;
    this.supply = supply;
  }

  /** The actions that send on, or answer a text that is no JSON. */
  static boolean isPlace(Action action) {
    return Views.isRedirect(action) || isText(action);
  }

  static boolean isText(Action action) {
    return field(action).isPresent() && Views.isText(action);
  }

  /** The name of the field of the record that an action answers. */
  private static Optional<String> field(Action action) {
    return action.answer() instanceof Action.Answer.Values(var outputs) && !outputs.isEmpty()
        ? Views.field(outputs.getFirst())
        : Optional.empty();
  }

  void run(Action action) {
    if (Views.isRedirect(action)) {
      session.check(
          Area.ATTACKS,
          action.name() + " leads where its record says, whatever else is sent",
          () -> leads(action));
      session.check(
          Area.ATTACKS,
          "Nothing but addresses of the web is kept for " + action.name(),
          () -> keeps(action));
    } else if (isText(action)) {
      session.check(
          Area.ATTACKS,
          "A text that " + action.name() + " shows is a text there, whatever it has",
          () -> shows(action));
    }
  }

  /** Each as one turn of a fuzz. */
  List<AttackTurns.Turn> turns() {
    List<AttackTurns.Turn> turns = new ArrayList<>();
    for (var action : session.specification().actions()) {
      if (Views.isRedirect(action)) {
        turns.add(() -> leads(action));
        turns.add(() -> keeps(action));
      } else if (isText(action)) {
        turns.add(() -> shows(action));
      }
    }
    return turns;
  }

  void leads(Action action) throws Ended {
    var kind = supply.kind(action.kind());
    var record = supply.record(kind, Wallet.A);
    var led =
        session.call(
            Wallet.A,
            "POST",
            Maker.path(action, kind, record),
            supply.inputs(action, record, Wallet.A));
    if (led.status() >= 400) {
      throw Ended.notTried("nobody is sent on: " + led.told());
    }
    var to = led.answer().headers().getOrDefault("location", "");
    for (var headers :
        List.of(
            Map.<String, String>of(),
            Map.of("x-forwarded-host", Hostile.MARK + ".example", "referer", ELSEWHERE))) {
      var path = led.request().path() + (headers.isEmpty() ? "?" + QUERY : "");
      var again = session.send(new Request(Wallet.A, "GET", path, headers, ""));
      if (!again.answer().headers().getOrDefault("location", "").equals(to)) {
        throw again.contradicts(
            "which leads to '%s' and not '%s'"
                .formatted(again.answer().headers().getOrDefault("location", ""), to));
      }
    }
  }

  void keeps(Action action) throws Ended {
    var kind = supply.kind(action.kind());
    var field = field(action).flatMap(kind::field);
    if (field.isEmpty() || !Maker.hasCreate(kind)) {
      throw Ended.notTried("nobody makes one");
    }
    for (var address : ADDRESSES) {
      makes(kind, field.get(), address);
    }
    if (Maker.hasUpdate(kind)) {
      var record = supply.record(kind, Wallet.A);
      var change = JsonNodeFactory.instance.objectNode().put(field.get().name(), ADDRESSES.get(1));
      refused(session.call(Wallet.A, "PATCH", Maker.path(kind, record), change));
    }
  }

  private void makes(Kind kind, Field field, String address) throws Ended {
    var text = JsonNodeFactory.instance.textNode(address);
    var body = supply.bodyWith(kind, Wallet.A, field.name(), text);
    if (body.isEmpty()) {
      throw Ended.notTried("nobody can give " + field.name());
    }
    body.get().set(field.name(), text);
    refused(session.call(Wallet.A, "POST", Maker.path(kind), body.get()));
  }

  private static void refused(Exchange answer) throws Ended {
    if (answer.status() < 400) {
      throw answer.contradicts("so that callers are sent there");
    }
  }

  void shows(Action action) throws Ended {
    var kind = supply.kind(action.kind());
    var field = field(action).flatMap(kind::field);
    if (field.isEmpty()
        || !Hostile.places(kind).contains(field.get())
        || !(field.get().type() instanceof FieldType.Text type)) {
      throw Ended.notTried("nobody can give any text that it shows");
    }
    var text = Hostile.within(type, 0, supply.next());
    if (text.isEmpty()) {
      throw Ended.notTried("no text that does harm fits");
    }
    JsonNode node = JsonNodeFactory.instance.textNode(text.get());
    var body = supply.bodyWith(kind, Wallet.A, field.get().name(), node);
    if (body.isEmpty()) {
      throw Ended.notTried("nobody can give " + field.get().name());
    }
    var made = session.call(Wallet.A, "POST", Maker.path(kind), body.get());
    if (made.status() >= 400) {
      // To refuse it is as good as to keep it.
      return;
    }
    var kept = made.json().path(field.get().name()).asText();
    var shown =
        session.call(
            Wallet.A,
            "POST",
            Maker.path(action, kind, made.json()),
            supply.inputs(action, made.json(), Wallet.A));
    if (shown.status() >= 400) {
      throw Ended.notTried("it is not shown: " + shown.told());
    }
    var output = ((Action.Answer.Values) action.answer()).outputs().getFirst().name();
    if (!shown.json().path(output).asText().equals(kept)) {
      throw shown.contradicts("which is not the text that was kept, as " + type(shown));
    }
    if (type(shown).startsWith("text/html") && shown.answer().body().contains("<script")) {
      throw shown.contradicts("which runs what was kept");
    }
  }

  private static String type(Exchange answer) {
    return answer.answer().headers().getOrDefault("content-type", "");
  }
}
