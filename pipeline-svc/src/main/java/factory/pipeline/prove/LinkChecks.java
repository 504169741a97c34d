package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.Kind;
import java.util.Map;

/** Links that are whole addresses: right for whoever asks, and something is there. */
final class LinkChecks {
  private static final String SERVICE = "0193b1f2-7a11-7000-8000-00000000abcd";

  private final Session session;
  private final Maker maker;

  LinkChecks(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  /** Asks for a record in three ways, and for what its link leads to. */
  void check(Kind kind, Field field, String path) throws Ended {
    var record = maker.make(kind, Wallet.A);
    var there = path(path, record);
    is(read(kind, record, Map.of()), field, "http://localhost" + there);
    is(
        read(kind, record, Map.of("x-factory-service", SERVICE, "x-forwarded-proto", "https")),
        field,
        "https://localhost/gateway/" + SERVICE + there);
    var led = session.send(new Request(Wallet.A, "GET", there, Map.of(), ""));
    if (led.status() >= 400) {
      throw led.contradicts("where " + field.name() + " of a record leads");
    }
  }

  private Exchange read(Kind kind, JsonNode record, Map<String, String> headers) throws Ended {
    return session
        .ask(new Request(Wallet.A, "GET", Maker.path(kind, record), headers, ""))
        .expect(200);
  }

  private static void is(Exchange answer, Field field, String wanted) throws Ended {
    var link = answer.json().path(field.name()).asText();
    if (!link.equals(wanted)) {
      throw answer.contradicts("where " + field.name() + " is to be " + wanted);
    }
  }

  private static String path(String template, JsonNode record) {
    var path = template;
    for (var name : template.replaceAll("[^{]*\\{([^}]*)\\}[^{]*", "$1 ").strip().split(" ")) {
      path =
          path.replace(
              "{" + name + "}", Pages.encoded(record.path(name).asText()).replace("+", "%20"));
    }
    return path;
  }
}
