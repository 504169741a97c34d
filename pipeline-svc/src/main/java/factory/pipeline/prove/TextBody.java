package factory.pipeline.prove;

import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Route;

/** Bodies of {@code text/plain}, all of which is one field. */
final class TextBody {
  private TextBody() {}

  /**
   * A request whose body is the text.
   *
   * @param body by the names of JSON
   */
  static Asked of(Kind kind, Route route, Asked asked, ObjectNode body) throws Ended {
    var field = route.text().orElseThrow();
    var name = kind.http().flatMap(http -> http.name(field)).orElse(field);
    if (body.isEmpty()) {
      return asked.with(Route.TEXT, "");
    }
    if (body.size() > 1 || !body.path(name).isTextual()) {
      throw Ended.notTried("its body is a text, which cannot say that");
    }
    return asked.with(Route.TEXT, body.get(name).textValue());
  }

  /** What a text can say of a body, and the path. */
  static ObjectNode only(Route route, ObjectNode body) {
    var only = ExactJson.MAPPER.createObjectNode();
    for (var member : body.properties()) {
      if (route.text().filter(member.getKey()::equals).isPresent()
          || route.placed().contains(member.getKey())) {
        only.set(member.getKey(), member.getValue());
      }
    }
    return only;
  }
}
