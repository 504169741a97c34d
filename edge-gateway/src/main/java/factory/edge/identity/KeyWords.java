package factory.edge.identity;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/** A key as the audit log has it: never its secret, nor a publishable key's text. */
final class KeyWords {
  /** What its caller alone reads. */
  static final String NAME = "name";

  private KeyWords() {}

  static String json(Key key) {
    var json = new JsonObject();
    json.addProperty(NAME, key.name());
    json.addProperty("hint", key.hint());
    if (key.publishable().isPresent()) {
      var scope = key.publishable().get().scope();
      json.add("origins", texts(scope.origins()));
      json.add("operations", texts(scope.operations()));
      json.addProperty("calls_per_minute", scope.callsPerMinute());
      json.addProperty("calls_per_minute_per_address", scope.callsPerMinutePerAddress());
    } else {
      json.add("methods", texts(key.scope().methods()));
      json.add("paths", texts(key.scope().paths()));
    }
    key.expiresAt().ifPresent(end -> json.addProperty("expires_at", end.toString()));
    key.previousUntil().ifPresent(end -> json.addProperty("previous_until", end.toString()));
    key.limit()
        .ifPresent(
            limit -> {
              var own = new JsonObject();
              own.addProperty("quota", limit.quota());
              own.addProperty("window_seconds", limit.window().toSeconds());
              json.add("limit", own);
            });
    json.addProperty("paused", key.paused());
    json.addProperty("paused_by_owner", key.pausedByOwner());
    return json.toString();
  }

  private static JsonArray texts(List<String> texts) {
    var array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }
}
