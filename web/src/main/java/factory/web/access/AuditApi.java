package factory.web.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.edge.v1.ActorRole;
import factory.edge.v1.Change;
import factory.edge.v1.ListChangesRequest;
import factory.web.api.Json;
import factory.web.http.Call;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import java.util.Locale;

/** Who changed what of keys, rules and wallets, over REST. */
public final class AuditApi {
  private static final int LARGEST_PAGE = 1_000;
  private static final int USUAL_PAGE = 100;

  private final Neighbours neighbours;

  /** Over these nodes. */
  public AuditApi(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  /** {@code GET /services/{id}/audit}. */
  public Reply ofService(Call call) {
    return list(call, ListChangesRequest.newBuilder().setServiceId(call.id()));
  }

  /** {@code GET /audit}. */
  public Reply ofAll(Call call) {
    return list(call, ListChangesRequest.newBuilder());
  }

  private Reply list(Call call, ListChangesRequest.Builder request) {
    var query = call.query("wallet", "page_size", "page_token");
    query.value("wallet").ifPresent(request::setWallet);
    request.setPageSize(query.number("page_size", 1, LARGEST_PAGE, USUAL_PAGE));
    query.given("page_token").ifPresent(request::setPageToken);
    var page = neighbours.gate(neighbours.deadline()).listChanges(request.build());
    var json = Json.object();
    var changes = json.putArray("changes");
    page.getChangesList().forEach(change -> changes.add(json(change)));
    return Reply.json(200, json.put("next_page_token", Json.orNull(page.getNextPageToken())));
  }

  private static ObjectNode json(Change change) {
    var json =
        Json.object()
            .put("id", change.getId())
            .put("at", Json.time(change.getAt()))
            .put("actor", Json.orNull(change.getActor()))
            .put("role", role(change.getRole()))
            .put("service_id", change.getServiceId())
            .put("what", change.getWhat())
            .put("wallet", Json.orNull(change.getWallet()))
            .put("key_id", Json.orNull(change.getKeyId()));
    json.set("before", change.getBefore().isEmpty() ? null : Json.document(change.getBefore()));
    return json.set("after", change.getAfter().isEmpty() ? null : Json.document(change.getAfter()));
  }

  private static String role(ActorRole role) {
    return role.name().substring("ACTOR_ROLE_".length()).toLowerCase(Locale.ROOT);
  }
}
