package factory.edge.access;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import factory.edge.audit.Actor;
import factory.edge.gate.Allowance;
import factory.edge.gate.Credentials.ChainScope;
import factory.edge.gate.KeyScope;
import factory.edge.gate.PageScope;
import factory.edge.identity.Key;
import factory.edge.identity.KeyChange;
import factory.edge.identity.Keys;
import factory.edge.identity.SignIn;
import factory.edge.limits.OwnerTerms;
import factory.edge.limits.RuleMessages;
import factory.edge.limits.WalletRuleMessages;
import factory.edge.v1.CreateKeyRequest;
import factory.edge.v1.CreateKeyResponse;
import factory.edge.v1.DeleteKeyRequest;
import factory.edge.v1.DeleteKeyResponse;
import factory.edge.v1.ListKeysRequest;
import factory.edge.v1.ListKeysResponse;
import factory.edge.v1.RotateKeyRequest;
import factory.edge.v1.RotateKeyResponse;
import factory.edge.v1.UpdateKeyRequest;
import factory.edge.v1.UpdateKeyResponse;
import factory.mesh.Caller;
import factory.mesh.Moments;
import factory.mesh.Refused;
import factory.mesh.RequestTarget;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Keys, as they are asked for over gRPC. */
final class KeysRpc {
  private static final int LONGEST_NAME = 64;
  private static final int MOST_IN_SCOPE = 16;

  /** Those that pass the edge. */
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private static final int LONGEST_PATH = 256;
  private static final Duration LONGEST_LIFE = Duration.ofDays(5 * 366);
  private static final Duration LONGEST_OVERLAP = Duration.ofDays(30);
  private static final Duration USUAL_OVERLAP = Duration.ofDays(1);

  private final Keys keys;
  private final OwnerTerms terms;
  private final SignIn signIn;
  private final KnownServices services;
  private final Clock clock;

  KeysRpc(Keys keys, OwnerTerms terms, SignIn signIn, KnownServices services, Clock clock) {
    this.keys = keys;
    this.terms = terms;
    this.signIn = signIn;
    this.services = services;
    this.clock = clock;
  }

  CreateKeyResponse createKey(CreateKeyRequest request) {
    var service = service(request.getServiceId());
    var wallet = Requests.signedIn();
    var name = name(request.getName());
    var expiresAt =
        request.hasExpiresAt()
            ? Optional.of(end(request.getExpiresAt()))
            : Optional.<Instant>empty();
    var wanted =
        new Keys.Wanted(
            name,
            request.hasPublishable() ? KeyScope.ALL : scope(request.getScope()),
            request.hasPublishable() ? Optional.of(pageScope(request)) : Optional.empty(),
            expiresAt,
            limit(request));
    var told = keys.create(service, wallet, chain(), wanted, Actor.caller(Caller.current()));
    return CreateKeyResponse.newBuilder()
        .setSecret(told.secret())
        .setKey(shown(told.key()))
        .build();
  }

  private static String name(String asked) {
    var name = asked.strip();
    if (name.isEmpty()
        || name.codePointCount(0, name.length()) > LONGEST_NAME
        || name.codePoints().anyMatch(Character::isISOControl)) {
      throw Refused.field("name", "must have 1 to 64 characters, none of them a control character");
    }
    return name;
  }

  private Instant end(Timestamp asked) {
    var end = Requests.instant(asked);
    var now = clock.instant();
    if (!end.isAfter(now) || end.isAfter(now.plus(LONGEST_LIFE))) {
      throw Refused.field("expires_at", "must be in the future, at most 5 years away");
    }
    // As exact as the store keeps it.
    return end.truncatedTo(ChronoUnit.MICROS);
  }

  private static Optional<Allowance> limit(CreateKeyRequest request) {
    if (!request.hasLimit()) {
      return Optional.empty();
    }
    if (request.hasPublishable()) {
      throw Refused.field("limit", "must be absent for a publishable key: it has calls_per_minute");
    }
    return Optional.of(WalletRuleMessages.parse("limit", request.getLimit()));
  }

  private static PageScope pageScope(CreateKeyRequest request) {
    if (request.hasScope()
        && !request.getScope().equals(factory.edge.v1.KeyScope.getDefaultInstance())) {
      throw Refused.field(
          "scope", "must be absent for a publishable key: its operations say what it opens");
    }
    return PageScopes.read(request.getPublishable());
  }

  /** A key of a contract wallet counts where the session that made it counts. */
  private ChainScope chain() {
    return Caller.current()
        .session()
        .flatMap(
            id ->
                signIn.sessions(Requests.signedIn()).stream()
                    .filter(s -> s.id().equals(id))
                    .findFirst())
        .map(factory.edge.identity.Session::chain)
        .orElse(ChainScope.ALL);
  }

  private static KeyScope scope(factory.edge.v1.KeyScope asked) {
    var methods = asked.getMethodsList();
    var paths = asked.getPathsList();
    if (methods.size() > MOST_IN_SCOPE || !METHODS.containsAll(methods)) {
      throw Refused.field(
          "scope.methods", "must be some of " + String.join(", ", METHODS) + ", in upper case");
    }
    if (paths.size() > MOST_IN_SCOPE || !paths.stream().allMatch(KeysRpc::isPath)) {
      throw Refused.field(
          "scope.paths",
          "must be at most 16 paths of the service such as /books, of at most 256 characters each,"
              + " without a query, parameters, dot segments, empty segments, or escapes that"
              + " need not be");
    }
    return new KeyScope(List.copyOf(methods), List.copyOf(paths));
  }

  /** Such as calls have that the gate lets through: another one would never fit. */
  private static boolean isPath(String path) {
    return path.length() <= LONGEST_PATH
        && path.indexOf('?') < 0
        && RequestTarget.hasOneMeaning(path);
  }

  ListKeysResponse listKeys(ListKeysRequest request) {
    var service = service(request.getServiceId());
    var response = ListKeysResponse.newBuilder();
    keys.list(service, Requests.signedIn()).forEach(key -> response.addKeys(shown(key)));
    return response.build();
  }

  UpdateKeyResponse updateKey(UpdateKeyRequest request) {
    var service = service(request.getServiceId());
    var wallet = Requests.signedIn();
    var id = Requests.id("key_id", request.getKeyId());
    var key = keys.update(service, wallet, id, change(request), Actor.caller(Caller.current()));
    return UpdateKeyResponse.newBuilder().setKey(shown(key)).build();
  }

  private KeyChange change(UpdateKeyRequest request) {
    if (request.getNeverExpires() && request.hasExpiresAt()) {
      throw Refused.field("expires_at", "must be absent for a key that never expires");
    }
    if (request.getWithoutLimit() && request.hasLimit()) {
      throw Refused.field("limit", "must be absent for a key without a limit");
    }
    var change =
        new KeyChange(
            Optional.of(request.getName()).filter(n -> !n.isEmpty()).map(KeysRpc::name),
            request.hasPublishable()
                ? Optional.of(PageScopes.read(request.getPublishable()))
                : Optional.empty(),
            request.hasScope() ? Optional.of(scope(request.getScope())) : Optional.empty(),
            request.hasExpiresAt()
                ? Optional.of(Optional.of(end(request.getExpiresAt())))
                : request.getNeverExpires() ? Optional.of(Optional.empty()) : Optional.empty(),
            request.hasLimit()
                ? Optional.of(Optional.of(WalletRuleMessages.parse("limit", request.getLimit())))
                : request.getWithoutLimit() ? Optional.of(Optional.empty()) : Optional.empty(),
            request.hasPaused() ? Optional.of(request.getPaused()) : Optional.empty());
    if (change.isEmpty()) {
      throw Refused.field(
          "key_id",
          "must come with what to change: name, scope, publishable, expires_at, limit or paused");
    }
    return change;
  }

  RotateKeyResponse rotateKey(RotateKeyRequest request) {
    var service = service(request.getServiceId());
    var overlap = USUAL_OVERLAP;
    if (request.hasOverlap()) {
      if (!Durations.isValid(request.getOverlap())
          || Durations.isNegative(request.getOverlap())
          || Durations.toMillis(request.getOverlap()) > LONGEST_OVERLAP.toMillis()) {
        throw Refused.field("overlap", "must be 0 to 30 days");
      }
      overlap = Duration.ofMillis(Durations.toMillis(request.getOverlap()));
    }
    var told =
        keys.rotate(
            service,
            Requests.signedIn(),
            Requests.id("key_id", request.getKeyId()),
            overlap,
            Actor.caller(Caller.current()));
    return RotateKeyResponse.newBuilder()
        .setSecret(told.secret())
        .setKey(shown(told.key()))
        .build();
  }

  DeleteKeyResponse deleteKey(DeleteKeyRequest request) {
    keys.end(
        service(request.getServiceId()),
        Requests.signedIn(),
        Requests.id("key_id", request.getKeyId()),
        Actor.caller(Caller.current()));
    return DeleteKeyResponse.getDefaultInstance();
  }

  private UUID service(String text) {
    return UUID.fromString(services.known(text).id());
  }

  private factory.edge.v1.Key shown(Key key) {
    var shown =
        factory.edge.v1.Key.newBuilder()
            .setId(key.id().toString())
            .setServiceId(key.serviceId().toString())
            .setWallet(key.wallet().toString())
            .setName(key.name())
            .setHint(key.hint())
            .setScope(
                factory.edge.v1.KeyScope.newBuilder()
                    .addAllMethods(key.scope().methods())
                    .addAllPaths(key.scope().paths()))
            .setCreatedAt(Moments.of(key.createdAt()));
    key.expiresAt().map(Moments::of).ifPresent(shown::setExpiresAt);
    key.lastUsedAt().map(Moments::of).ifPresent(shown::setLastUsedAt);
    key.previousUntil().map(Moments::of).ifPresent(shown::setPreviousUntil);
    key.publishable().map(PageScopes::shown).ifPresent(shown::setPublishable);
    shown.setPaused(key.paused()).setPausedByOwner(key.pausedByOwner());
    key.limit().map(WalletRuleMessages::message).ifPresent(shown::setLimit);
    terms
        .standing(key.id(), key.wallet(), key.limit())
        .map(RuleMessages::message)
        .ifPresent(shown::setLimitState);
    return shown.build();
  }
}
