package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Texts as they stand in addresses: what they are, that no two are the same, when they change. */
final class SlugChecks {
  private final Session session;
  private final Maker maker;
  private final Kind kind;
  private final String name;
  private final String of;
  private final boolean follows;
  private final int length;

  /**
   * Of a field, or the id.
   *
   * @param slug what it is made of
   * @param length the most characters
   */
  SlugChecks(Session session, Maker maker, Kind kind, String name, Origin.Slug slug, int length) {
    this.session = session;
    this.maker = maker;
    this.kind = kind;
    this.name = name;
    this.of = slug.of();
    this.follows = slug.follows();
    this.length = Math.min(length, Origin.Slug.LONGEST);
  }

  void run() {
    var named = name + " of a " + kind.name();
    session.check(
        Area.SET_FIELDS,
        named + " is its " + of + " as in an address",
        () -> {
          var title = title();
          var record = made(title);
          is(record, slug(title));
        });
    session.check(
        Area.SET_FIELDS,
        named + " is another one for each of the same " + of + ", under racers too",
        () -> differs());
    session.check(
        Area.SET_FIELDS,
        named + (follows ? " follows its " : " stays when it has another ") + of,
        () -> changes());
  }

  private void differs() throws Ended {
    refuseUnlike();
    var title = title();
    is(made(title), slug(title));
    is(made(title), numbered(slug(title), 2));
    if (Maker.given(kind).stream().anyMatch(Field::unique)
        || !kind.unique().isEmpty()
        || !kind.noOverlap().isEmpty()) {
      return;
    }
    var body = body(title);
    Set<String> seen = new HashSet<>();
    for (var answer : session.race(() -> session.call(Wallet.A, "POST", Maker.path(kind), body))) {
      answer.expect(201);
      if (!seen.add(answer.json().path(name).asText())) {
        throw answer.contradicts("with a " + name + " that another one has");
      }
    }
  }

  private void refuseUnlike() throws Ended {
    var isUnlike =
        kind.field(of).filter(Field::unique).isPresent()
            || kind.unique().stream().anyMatch(unique -> unique.fields().contains(of));
    if (isUnlike) {
      throw Ended.notTried("no two have the same " + of);
    }
  }

  private void changes() throws Ended {
    if (!Maker.hasUpdate(kind)
        || Maker.changeable(kind).stream().noneMatch(field -> field.name().equals(of))) {
      throw Ended.notTried("the " + of + " cannot be changed");
    }
    var record = made(title());
    var title = title();
    var patch = ExactJson.MAPPER.createObjectNode().put(of, title);
    var changed = session.call(Wallet.A, "PATCH", Maker.path(kind, record), patch);
    if (!changed.is(200)) {
      throw Ended.notTried("the " + of + " cannot be changed");
    }
    var wanted = follows ? slug(title) : record.path(name).asText();
    if (!changed.json().path(name).asText().equals(wanted)) {
      throw changed.contradicts("where " + name + " is to be " + wanted);
    }
  }

  private ObjectNode body(String title) throws Ended {
    if (!Maker.hasCreate(kind)) {
      throw Ended.notTried("only actions make one");
    }
    return maker
        .bodyWith(kind, Wallet.A, of, ExactJson.MAPPER.getNodeFactory().textNode(title))
        .orElseThrow(() -> Ended.notTried("rules between its fields"));
  }

  private JsonNode made(String title) throws Ended {
    var answer = session.call(Wallet.A, "POST", Maker.path(kind), body(title)).expect(201);
    if (answer.json().path(of).isTextual() && !answer.json().path(of).asText().equals(title)) {
      throw answer.contradicts("where " + of + " is to be " + title);
    }
    return answer.json();
  }

  private void is(JsonNode record, String wanted) throws Ended {
    if (!record.path(name).asText().equals(wanted)) {
      throw Ended.failed(name + " is " + record.path(name) + " and is to be " + wanted);
    }
  }

  /** One that no record has: with marks and signs, where these may be in it. */
  private String title() throws Ended {
    var field = kind.field(of).orElseThrow();
    if (!(field.origin() instanceof Origin.Given)) {
      throw Ended.notTried("the " + of + " cannot be made");
    }
    var number = maker.next();
    var title = "Çà & l'Ünïque -- №" + number + "!";
    if (field.type() instanceof FieldType.Text text
        && text.pattern().isEmpty()
        && text.minLength() <= title.length()
        && text.maxLength() >= title.length()) {
      return title;
    }
    return maker
        .value(kind, field, Wallet.A, number, 1)
        .map(JsonNode::asText)
        .filter(value -> !slug(value).isEmpty())
        .orElseThrow(() -> Ended.notTried("no record with letters in its " + of + " was found"));
  }

  private String slug(String text) {
    var plain = Normalizer.normalize(text, Normalizer.Form.NFKD).replaceAll("\\p{M}+", "");
    var words = plain.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", " ").strip();
    return cut(words.replace(' ', '-'), length);
  }

  private String numbered(String slug, int number) {
    var end = "-" + number;
    return cut(slug, length - end.length()) + end;
  }

  private static String cut(String slug, int most) {
    return Optional.of(slug)
        .filter(whole -> whole.length() > most)
        .map(whole -> whole.substring(0, most).replaceAll("-$", ""))
        .orElse(slug);
  }
}
