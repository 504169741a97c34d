package factory.web.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.edge.v1.Block;
import factory.edge.v1.DeleteServiceKeyRequest;
import factory.edge.v1.ListServiceKeysRequest;
import factory.edge.v1.ListWalletRulesRequest;
import factory.edge.v1.ServiceKey;
import factory.edge.v1.UpdateServiceKeyRequest;
import factory.edge.v1.UpdateWalletRulesRequest;
import factory.edge.v1.WalletRules;
import factory.web.api.Json;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Query;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.Wallet;

/** What a service's owner does with single callers, over REST. */
public final class OwnersApi {
  private static final int LARGEST_PAGE = 100;

  private final Neighbours neighbours;

  /** Over these nodes. */
  public OwnersApi(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  /** {@code GET /services/{id}/wallets}. */
  public Reply wallets(Call call) {
    var query = call.query("wallet");
    var request = ListWalletRulesRequest.newBuilder().setServiceId(call.id());
    query.value("wallet").ifPresent(request::setWallet);
    var json = Json.object();
    var wallets = json.putArray("wallets");
    neighbours
        .gate(neighbours.deadline())
        .listWalletRules(request.build())
        .getWalletsList()
        .forEach(rules -> wallets.add(json(rules)));
    return Reply.json(200, json);
  }

  /** {@code PUT /services/{id}/wallets/{wallet}}. */
  public Reply setWallet(Call call) {
    call.query();
    var fields = call.json("block", "limit");
    var rules = WalletRules.newBuilder().setWallet(wallet(call));
    fields
        .part("block", "reason", "until")
        .ifPresent(
            part -> {
              var block = Block.newBuilder().setReason(part.required("reason"));
              part.time("until").ifPresent(block::setUntil);
              rules.setBlock(block);
            });
    Allowances.read(fields, "limit").ifPresent(rules::setLimit);
    fields.check();
    return Reply.json(200, json(update(call, rules.build())));
  }

  /** {@code DELETE /services/{id}/wallets/{wallet}}. */
  public Reply forgetWallet(Call call) {
    call.query();
    call.withoutBody();
    update(call, WalletRules.newBuilder().setWallet(wallet(call)).build());
    return Reply.empty(204);
  }

  private WalletRules update(Call call, WalletRules rules) {
    return neighbours
        .gate(neighbours.deadline())
        .updateWalletRules(
            UpdateWalletRulesRequest.newBuilder().setServiceId(call.id()).setRules(rules).build())
        .getRules();
  }

  private static String wallet(Call call) {
    return Wallet.parse(call.pathPart("wallet"))
        .orElseThrow(() -> Problem.field("wallet", Wallet.RULE))
        .address();
  }

  private static ObjectNode json(WalletRules rules) {
    var json = Json.object().put("wallet", rules.getWallet());
    if (rules.hasBlock()) {
      var block = rules.getBlock();
      json.putObject("block")
          .put("reason", block.getReason())
          .put("until", block.hasUntil() ? Json.time(block.getUntil()) : null);
    } else {
      json.putNull("block");
    }
    json.set("limit", rules.hasLimit() ? Allowances.json(rules.getLimit()) : null);
    return json.put("changed_at", Json.time(rules.getChangedAt()));
  }

  /** {@code GET /services/{id}/all-keys}. */
  public Reply keys(Call call) {
    var query = call.query("wallet", "page_size", "page_token");
    var request = ListServiceKeysRequest.newBuilder().setServiceId(call.id());
    query.value("wallet").ifPresent(request::setWallet);
    request.setPageSize(query.number("page_size", 1, LARGEST_PAGE, LARGEST_PAGE));
    query.given("page_token").ifPresent(request::setPageToken);
    var page = neighbours.gate(neighbours.deadline()).listServiceKeys(request.build());
    var json = Json.object();
    var keys = json.putArray("keys");
    page.getKeysList().forEach(key -> keys.add(json(key)));
    return Reply.json(200, json.put("next_page_token", Json.orNull(page.getNextPageToken())));
  }

  /** {@code PATCH /services/{id}/all-keys/{key_id}}. */
  public Reply pauseKey(Call call) {
    call.query();
    var fields = call.json("paused");
    fields.refuseNull("paused");
    if (!fields.has("paused")) {
      fields.wrong("paused", "must be given");
    }
    var paused = fields.flag("paused");
    fields.check();
    var request =
        UpdateServiceKeyRequest.newBuilder()
            .setServiceId(call.id())
            .setKeyId(keyId(call))
            .setPaused(paused)
            .build();
    return Reply.json(
        200, json(neighbours.gate(neighbours.deadline()).updateServiceKey(request).getKey()));
  }

  /** {@code DELETE /services/{id}/all-keys/{key_id}}. */
  public Reply endKey(Call call) {
    call.query();
    call.withoutBody();
    neighbours
        .gate(neighbours.deadline())
        .deleteServiceKey(
            DeleteServiceKeyRequest.newBuilder()
                .setServiceId(call.id())
                .setKeyId(keyId(call))
                .build());
    return Reply.empty(204);
  }

  private static String keyId(Call call) {
    return Query.uuid("key_id", call.pathPart("key_id"));
  }

  private static ObjectNode json(ServiceKey key) {
    return Json.object()
        .put("id", key.getId())
        .put("wallet", key.getWallet())
        .put("hint", key.getHint())
        .put("publishable", key.getPublishable())
        .put("created_at", Json.time(key.getCreatedAt()))
        .put("expires_at", key.hasExpiresAt() ? Json.time(key.getExpiresAt()) : null)
        .put("last_used_at", key.hasLastUsedAt() ? Json.time(key.getLastUsedAt()) : null)
        .put("paused", key.getPaused())
        .put("paused_by_owner", key.getPausedByOwner());
  }
}
