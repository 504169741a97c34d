package factory.edge.access;

import factory.edge.gate.EvmAddress;
import factory.edge.identity.Key;
import factory.edge.identity.Keys;
import factory.edge.limits.RuleBook;
import factory.edge.limits.WalletRuleMessages;
import factory.edge.v1.DeleteServiceKeyRequest;
import factory.edge.v1.DeleteServiceKeyResponse;
import factory.edge.v1.ListServiceKeysRequest;
import factory.edge.v1.ListServiceKeysResponse;
import factory.edge.v1.ListWalletRulesRequest;
import factory.edge.v1.ListWalletRulesResponse;
import factory.edge.v1.ServiceKey;
import factory.edge.v1.UpdateServiceKeyRequest;
import factory.edge.v1.UpdateServiceKeyResponse;
import factory.edge.v1.UpdateWalletRulesRequest;
import factory.edge.v1.UpdateWalletRulesResponse;
import factory.edge.v1.WalletRules;
import factory.mesh.Moments;
import factory.mesh.Refused;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/** What a service's owner does with single callers, as it is asked for over gRPC. */
final class OwnerRpc {
  private static final int LARGEST_PAGE = 100;

  private static final EvmAddress NOBODY = new EvmAddress(0, 0, 0);

  private final RuleBook rules;
  private final Keys keys;
  private final KnownServices services;
  private final Clock clock;

  OwnerRpc(RuleBook rules, Keys keys, KnownServices services, Clock clock) {
    this.rules = rules;
    this.keys = keys;
    this.services = services;
    this.clock = clock;
  }

  ListWalletRulesResponse listWalletRules(ListWalletRulesRequest request) {
    var service = services.owned(request.getServiceId());
    var wallet = wallet(request.getWallet());
    var response = ListWalletRulesResponse.newBuilder();
    rules.wallets(UUID.fromString(service.id())).stream()
        .filter(said -> wallet.isEmpty() || wallet.get().equals(said.wallet()))
        .forEach(said -> response.addWallets(shown(said)));
    return response.build();
  }

  private static Optional<EvmAddress> wallet(String asked) {
    return asked.isEmpty() ? Optional.empty() : Optional.of(Requests.wallet("wallet", asked));
  }

  UpdateWalletRulesResponse updateWalletRules(UpdateWalletRulesRequest request) {
    var service = services.owned(request.getServiceId());
    var wallet = Requests.wallet("rules.wallet", request.getRules().getWallet());
    if (wallet.equals(NOBODY)) {
      throw Refused.field("rules.wallet", "must be somebody's: nobody has the address 0");
    }
    var asked = WalletRuleMessages.parse(request.getRules(), clock.instant());
    var said = rules.update(UUID.fromString(service.id()), wallet, asked, services.actor(service));
    return UpdateWalletRulesResponse.newBuilder().setRules(shown(said)).build();
  }

  private static WalletRules shown(RuleBook.Said said) {
    return WalletRuleMessages.message(said.rules())
        .setWallet(said.wallet().toString())
        .setChangedAt(Moments.of(said.changedAt()))
        .build();
  }

  ListServiceKeysResponse listServiceKeys(ListServiceKeysRequest request) {
    var service = services.owned(request.getServiceId());
    var page =
        keys.ofService(
            UUID.fromString(service.id()),
            wallet(request.getWallet()),
            PageTokens.read(request.getPageToken(), PageTokens::moment)
                .map(m -> new Keys.Place(m.at(), m.id())),
            PageTokens.size(request.getPageSize(), LARGEST_PAGE, LARGEST_PAGE));
    var response = ListServiceKeysResponse.newBuilder();
    page.keys().forEach(key -> response.addKeys(shown(key)));
    page.next()
        .ifPresent(
            next ->
                response.setNextPageToken(
                    PageTokens.of(new PageTokens.Moment(next.createdAt(), next.id()))));
    return response.build();
  }

  UpdateServiceKeyResponse updateServiceKey(UpdateServiceKeyRequest request) {
    var service = services.owned(request.getServiceId());
    var key =
        keys.pause(
            UUID.fromString(service.id()),
            Requests.id("key_id", request.getKeyId()),
            request.getPaused(),
            services.actor(service));
    return UpdateServiceKeyResponse.newBuilder().setKey(shown(key)).build();
  }

  DeleteServiceKeyResponse deleteServiceKey(DeleteServiceKeyRequest request) {
    var service = services.owned(request.getServiceId());
    keys.end(
        UUID.fromString(service.id()),
        Requests.id("key_id", request.getKeyId()),
        services.actor(service));
    return DeleteServiceKeyResponse.getDefaultInstance();
  }

  /** Without what is its caller's alone: name, scope, limit and text. */
  private static ServiceKey shown(Key key) {
    var shown =
        ServiceKey.newBuilder()
            .setId(key.id().toString())
            .setWallet(key.wallet().toString())
            .setHint(key.hint())
            .setPublishable(key.publishable().isPresent())
            .setCreatedAt(Moments.of(key.createdAt()))
            .setPaused(key.paused())
            .setPausedByOwner(key.pausedByOwner());
    key.expiresAt().map(Moments::of).ifPresent(shown::setExpiresAt);
    key.lastUsedAt().map(Moments::of).ifPresent(shown::setLastUsedAt);
    return shown.build();
  }
}
