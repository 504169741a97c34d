package factory.web.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.util.Durations;
import factory.edge.v1.CreateKeyRequest;
import factory.edge.v1.DeleteKeyRequest;
import factory.edge.v1.Key;
import factory.edge.v1.KeyScope;
import factory.edge.v1.ListKeysRequest;
import factory.edge.v1.Publishable;
import factory.edge.v1.RotateKeyRequest;
import factory.edge.v1.UpdateKeyRequest;
import factory.web.api.Json;
import factory.web.http.Call;
import factory.web.http.Fields;
import factory.web.http.Query;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import java.util.Optional;

/** A wallet's keys of a service over REST. */
public final class KeysApi {
  private static final int MOST_OVERLAP = 30 * 24 * 3600;
  private static final int MOST_CALLS = 6_000;
  private static final int MOST_CALLS_OF_ADDRESS = 600;

  private final Neighbours neighbours;

  /** Over these nodes. */
  public KeysApi(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  /** {@code POST /services/{id}/keys}. */
  public Reply create(Call call) {
    call.query();
    var fields = call.json("name", "methods", "paths", "expires_at", "publishable", "limit");
    var request =
        CreateKeyRequest.newBuilder()
            .setServiceId(call.id())
            .setName(fields.required("name"))
            .setScope(
                KeyScope.newBuilder()
                    .addAllMethods(fields.texts("methods"))
                    .addAllPaths(fields.texts("paths")));
    publishable(fields).ifPresent(request::setPublishable);
    Allowances.read(fields, "limit").ifPresent(request::setLimit);
    fields.time("expires_at").ifPresent(request::setExpiresAt);
    fields.check();
    var told = neighbours.gate(neighbours.deadline()).createKey(request.build());
    return told(201, told.getKey(), told.getSecret())
        .with("Location", "/services/" + call.id() + "/keys/" + told.getKey().getId());
  }

  /** {@code PATCH /services/{id}/keys/{key_id}}. */
  public Reply update(Call call) {
    call.query();
    var fields =
        call.json("name", "methods", "paths", "expires_at", "publishable", "limit", "paused");
    fields.refuseNull("name", "publishable", "paused");
    var request = UpdateKeyRequest.newBuilder().setServiceId(call.id()).setKeyId(keyId(call));
    change(fields, request);
    fields.check();
    return Reply.json(
        200, key(neighbours.gate(neighbours.deadline()).updateKey(request.build()).getKey()));
  }

  /** What is not given stays; {@code null} takes away what may be missing. */
  private static void change(Fields fields, UpdateKeyRequest.Builder request) {
    if (fields.isEmpty()) {
      fields.wrong("name", "or another field must be given: there is nothing to change");
    }
    fields.text("name").ifPresent(name -> request.setName(name.isBlank() ? " " : name));
    if (fields.has("methods") != fields.has("paths")) {
      var missing = fields.has("methods") ? "paths" : "methods";
      fields.wrong(missing, "must be given with the other half of the scope; [] for all");
    } else if (fields.has("methods")) {
      request.setScope(
          KeyScope.newBuilder()
              .addAllMethods(fields.texts("methods"))
              .addAllPaths(fields.texts("paths")));
    }
    publishable(fields).ifPresent(request::setPublishable);
    fields.time("expires_at").ifPresent(request::setExpiresAt);
    Allowances.read(fields, "limit").ifPresent(request::setLimit);
    request.setNeverExpires(fields.isNull("expires_at")).setWithoutLimit(fields.isNull("limit"));
    if (fields.has("paused")) {
      request.setPaused(fields.flag("paused"));
    }
  }

  private static Optional<Publishable> publishable(Fields fields) {
    return fields
        .part(
            "publishable",
            "origins",
            "operations",
            "calls_per_minute",
            "calls_per_minute_per_address")
        .map(KeysApi::scope);
  }

  private static Publishable scope(Fields fields) {
    var publishable =
        Publishable.newBuilder()
            .addAllOrigins(fields.texts("origins"))
            .addAllOperations(fields.texts("operations"));
    fields.number("calls_per_minute", 1, MOST_CALLS).ifPresent(publishable::setCallsPerMinute);
    fields
        .number("calls_per_minute_per_address", 1, MOST_CALLS_OF_ADDRESS)
        .ifPresent(publishable::setCallsPerMinutePerAddress);
    return publishable.build();
  }

  private static Reply.Whole told(int status, Key key, String secret) {
    return Reply.json(status, key(key).put("secret", key.hasPublishable() ? null : secret))
        .with("Cache-Control", "no-store");
  }

  /** {@code GET /services/{id}/keys}. */
  public Reply list(Call call) {
    call.query();
    var json = Json.object();
    var keys = json.putArray("keys");
    neighbours
        .gate(neighbours.deadline())
        .listKeys(ListKeysRequest.newBuilder().setServiceId(call.id()).build())
        .getKeysList()
        .forEach(k -> keys.add(key(k)));
    return Reply.json(200, json);
  }

  /** {@code POST /services/{id}/keys/{key_id}/rotate}. */
  public Reply rotate(Call call) {
    call.query();
    var fields = call.json("overlap_seconds");
    var request = RotateKeyRequest.newBuilder().setServiceId(call.id()).setKeyId(keyId(call));
    fields
        .number("overlap_seconds", 0, MOST_OVERLAP)
        .ifPresent(seconds -> request.setOverlap(Durations.fromSeconds(seconds)));
    fields.check();
    var told = neighbours.gate(neighbours.deadline()).rotateKey(request.build());
    return told(200, told.getKey(), told.getSecret());
  }

  /** {@code DELETE /services/{id}/keys/{key_id}}. */
  public Reply delete(Call call) {
    call.query();
    call.withoutBody();
    neighbours
        .gate(neighbours.deadline())
        .deleteKey(
            DeleteKeyRequest.newBuilder().setServiceId(call.id()).setKeyId(keyId(call)).build());
    return Reply.empty(204);
  }

  private static String keyId(Call call) {
    return Query.uuid("key_id", call.pathPart("key_id"));
  }

  private static ObjectNode key(Key key) {
    var json =
        Json.object()
            .put("id", key.getId())
            .put("service_id", key.getServiceId())
            .put("wallet", key.getWallet())
            .put("name", key.getName())
            .put("hint", key.getHint());
    var methods = json.putArray("methods");
    key.getScope().getMethodsList().forEach(methods::add);
    var paths = json.putArray("paths");
    key.getScope().getPathsList().forEach(paths::add);
    json.put("created_at", Json.time(key.getCreatedAt()))
        .put("expires_at", key.hasExpiresAt() ? Json.time(key.getExpiresAt()) : null)
        .put("last_used_at", key.hasLastUsedAt() ? Json.time(key.getLastUsedAt()) : null)
        .put("previous_until", key.hasPreviousUntil() ? Json.time(key.getPreviousUntil()) : null);
    json.set("publishable", key.hasPublishable() ? json(key.getPublishable()) : null);
    if (key.hasLimit()) {
      json.set(
          "limit",
          Allowances.json(key.getLimit())
              .put("remaining", key.getLimitState().getRemaining())
              .put("reset_after_seconds", key.getLimitState().getResetAfter().getSeconds()));
    } else {
      json.putNull("limit");
    }
    return json.put("paused", key.getPaused()).put("paused_by_owner", key.getPausedByOwner());
  }

  private static ObjectNode json(Publishable publishable) {
    var json = Json.object().put("key", publishable.getText());
    var origins = json.putArray("origins");
    publishable.getOriginsList().forEach(origins::add);
    var operations = json.putArray("operations");
    publishable.getOperationsList().forEach(operations::add);
    return json.put("calls_per_minute", publishable.getCallsPerMinute())
        .put("calls_per_minute_per_address", publishable.getCallsPerMinutePerAddress());
  }
}
