package factory.edge.access;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import factory.edge.audit.Actor;
import factory.edge.audit.AuditStore;
import factory.edge.gate.EvmAddress;
import factory.edge.v1.ActorRole;
import factory.edge.v1.Change;
import factory.edge.v1.ListChangesRequest;
import factory.edge.v1.ListChangesResponse;
import factory.mesh.Caller;
import factory.mesh.Moments;
import factory.store.Database;
import java.util.Optional;
import java.util.UUID;

/** Who changed what, as it is asked for over gRPC. */
final class AuditRpc {
  private static final int USUAL_PAGE = 100;
  private static final int LARGEST_PAGE = 1_000;

  /** What callers name their keys by is theirs alone to read, and the operators'. */
  private static final String NAME = "name";

  private final AuditStore store = new AuditStore();
  private final Database database;
  private final KnownServices services;

  AuditRpc(Database database, KnownServices services) {
    this.database = database;
    this.services = services;
  }

  ListChangesResponse listChanges(ListChangesRequest request) {
    var size = PageTokens.size(request.getPageSize(), USUAL_PAGE, LARGEST_PAGE);
    var before = PageTokens.read(request.getPageToken(), Long::parseLong).orElse(Long.MAX_VALUE);
    var query = query(request);
    var found = database.inTransaction(sql -> store.list(sql, query, before, size + 1));
    var response = ListChangesResponse.newBuilder();
    found.stream().limit(size).forEach(entry -> response.addChanges(shown(entry)));
    if (found.size() > size) {
      response.setNextPageToken(PageTokens.of(Long.toString(found.get(size - 1).id())));
    }
    return response.build();
  }

  private AuditStore.Query query(ListChangesRequest request) {
    var wallet =
        Optional.of(request.getWallet())
            .filter(w -> !w.isEmpty())
            .map(w -> Requests.wallet("wallet", w).toString());
    if (request.getServiceId().isEmpty()) {
      return services.isOperator()
          ? new AuditStore.Query(Optional.empty(), wallet, Optional.empty())
          : new AuditStore.Query(
              Optional.empty(), wallet, Optional.of(Requests.signedIn().toString()));
    }
    var service = services.known(request.getServiceId());
    return new AuditStore.Query(
        Optional.of(UUID.fromString(service.id())),
        wallet,
        services.seesAll(service) ? Optional.empty() : Optional.of(Requests.signedIn().toString()));
  }

  private Change shown(AuditStore.Entry entry) {
    var audited = entry.audited();
    var shown =
        Change.newBuilder()
            .setId(entry.id())
            .setAt(Moments.of(entry.at()))
            .setActor(entry.actor().wallet().orElse(""))
            .setRole(role(entry.actor().role()))
            .setServiceId(audited.service().toString())
            .setWhat(audited.what().name());
    audited.wallet().ifPresent(shown::setWallet);
    audited.key().map(UUID::toString).ifPresent(shown::setKeyId);
    var hides =
        audited.key().isPresent() && !services.isOperator() && !isOfCaller(audited.wallet());
    audited.before().map(json -> hides ? unnamed(json) : json).ifPresent(shown::setBefore);
    audited.after().map(json -> hides ? unnamed(json) : json).ifPresent(shown::setAfter);
    return shown.build();
  }

  private static boolean isOfCaller(Optional<String> wallet) {
    return wallet.isPresent()
        && wallet.equals(
            Caller.current().wallet().flatMap(EvmAddress::parse).map(EvmAddress::toString));
  }

  private static String unnamed(String json) {
    JsonObject object = JsonParser.parseString(json).getAsJsonObject();
    object.remove(NAME);
    return object.toString();
  }

  private static ActorRole role(Actor.Role role) {
    return switch (role) {
      case CALLER -> ActorRole.ACTOR_ROLE_CALLER;
      case OWNER -> ActorRole.ACTOR_ROLE_OWNER;
      case OPERATOR -> ActorRole.ACTOR_ROLE_OPERATOR;
    };
  }
}
