package factory.pipeline.ideas;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Steps of services that have users of their own: {@code login: {email: .., password: ..}}. */
final class Sessions {
  private static final List<String> NAMES =
      List.of("session", "login", "log_in", "sign_in", "token", "authenticate");

  private final World world;

  Sessions(World world) {
    this.world = world;
  }

  /** Logs in; from then on that caller shows what was answered. */
  void login(JsonNode step) throws IOException, Verdict.Told {
    var operation =
        world.served.operations().stream()
            .filter(each -> each.method().equals("POST") && !each.hasKey())
            .filter(each -> world.words.fit(each.lastSegment(), NAMES) > 0)
            .findFirst()
            .orElseThrow(() -> Verdict.missing("to log in", NAMES));
    var body = world.body(operation.body(), step.path("login"));
    for (var left : body.left().keySet()) {
      throw Verdict.missing("to log in by " + left, world.words.alternatives(left));
    }
    var answer = world.wire.send(Wire.caller(step), "POST", operation.path(), body.json());
    if (Wire.accepted(step, answer)) {
      var token =
          answer.json().properties().stream()
              .filter(each -> each.getKey().toLowerCase(Locale.ROOT).contains("token"))
              .map(Map.Entry::getValue)
              .filter(JsonNode::isTextual)
              .findFirst()
              .orElseThrow(() -> Verdict.wrong(answer.said() + ", without a token"));
      world.wire.show(Wire.caller(step), Map.of("Authorization", "Bearer " + token.textValue()));
    }
  }

  /** {@code logout: true}: nothing is shown any more. */
  void logout(JsonNode step) {
    world.wire.show(Wire.caller(step), Map.of());
  }
}
