package factory.edge.access;

import com.google.protobuf.util.Durations;
import factory.edge.gate.Credentials.ChainScope;
import factory.edge.gate.KeyScope;
import factory.edge.gate.PageScope;
import factory.edge.identity.Key;
import factory.edge.identity.Keys;
import factory.edge.identity.SignIn;
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
  private final SignIn signIn;
  private final KnownServices services;
  private final Clock clock;

  KeysRpc(Keys keys, SignIn signIn, KnownServices services, Clock clock) {
    this.keys = keys;
    this.signIn = signIn;
    this.services = services;
    this.clock = clock;
  }

  CreateKeyResponse createKey(CreateKeyRequest request) {
    var service = service(request.getServiceId());
    var wallet = Requests.signedIn();
    var name = request.getName().strip();
    if (name.isEmpty()
        || name.codePointCount(0, name.length()) > LONGEST_NAME
        || name.codePoints().anyMatch(Character::isISOControl)) {
      throw Refused.field("name", "must have 1 to 64 characters, none of them a control character");
    }
    Optional<Instant> expiresAt = Optional.empty();
    if (request.hasExpiresAt()) {
      var end = Requests.instant(request.getExpiresAt());
      var now = clock.instant();
      if (!end.isAfter(now) || end.isAfter(now.plus(LONGEST_LIFE))) {
        throw Refused.field("expires_at", "must be in the future, at most 5 years away");
      }
      expiresAt = Optional.of(end);
    }
    var told =
        request.hasPublishable()
            ? keys.publish(service, wallet, chain(), name, pageScope(request), expiresAt)
            : keys.create(service, wallet, chain(), name, scope(request), expiresAt);
    return CreateKeyResponse.newBuilder()
        .setSecret(told.secret())
        .setKey(shown(told.key()))
        .build();
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

  private static KeyScope scope(CreateKeyRequest request) {
    var methods = request.getScope().getMethodsList();
    var paths = request.getScope().getPathsList();
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
    var scope = PageScopes.read(request.getPublishable());
    var key = keys.update(service, wallet, Requests.id("key_id", request.getKeyId()), scope);
    return UpdateKeyResponse.newBuilder().setKey(shown(key)).build();
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
            service, Requests.signedIn(), Requests.id("key_id", request.getKeyId()), overlap);
    return RotateKeyResponse.newBuilder()
        .setSecret(told.secret())
        .setKey(shown(told.key()))
        .build();
  }

  DeleteKeyResponse deleteKey(DeleteKeyRequest request) {
    keys.end(
        service(request.getServiceId()),
        Requests.signedIn(),
        Requests.id("key_id", request.getKeyId()));
    return DeleteKeyResponse.getDefaultInstance();
  }

  private UUID service(String text) {
    return UUID.fromString(services.known(text).id());
  }

  private static factory.edge.v1.Key shown(Key key) {
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
    return shown.build();
  }
}
