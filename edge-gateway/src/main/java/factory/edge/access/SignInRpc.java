package factory.edge.access;

import factory.edge.gate.EvmAddress;
import factory.edge.identity.IdentityFault;
import factory.edge.identity.Session;
import factory.edge.identity.SignIn;
import factory.edge.v1.CreateNonceRequest;
import factory.edge.v1.CreateNonceResponse;
import factory.edge.v1.CreateSessionRequest;
import factory.edge.v1.CreateSessionResponse;
import factory.edge.v1.DeleteSessionRequest;
import factory.edge.v1.DeleteSessionResponse;
import factory.edge.v1.ListSessionsResponse;
import factory.mesh.Caller;
import factory.mesh.Moments;
import factory.mesh.Refused;
import java.util.Optional;

/** Nonces and sessions, as they are asked for over gRPC. */
final class SignInRpc {
  private final SignIn signIn;

  SignInRpc(SignIn signIn) {
    this.signIn = signIn;
  }

  CreateNonceResponse createNonce(CreateNonceRequest request) {
    Optional<EvmAddress> wallet = Optional.empty();
    if (!request.getWallet().isEmpty()) {
      wallet = Optional.of(Requests.wallet("wallet", request.getWallet()));
    }
    var nonce =
        signIn.nonce(
            Caller.current().client().orElse(""),
            wallet,
            Optional.of(request.getChainId()).filter(id -> id != 0));
    return CreateNonceResponse.newBuilder()
        .setNonce(nonce.value())
        .setExpiresAt(Moments.of(nonce.expiresAt()))
        .setMessage(nonce.message())
        .build();
  }

  CreateSessionResponse createSession(CreateSessionRequest request) {
    var signedIn =
        signIn.session(
            Caller.current().client().orElse(""),
            request.getMessage(),
            request.getSignature().toByteArray());
    return CreateSessionResponse.newBuilder()
        .setSecret(signedIn.secret())
        .setSession(shown(signedIn.session(), true))
        .build();
  }

  ListSessionsResponse listSessions() {
    var caller = Caller.current();
    var response = ListSessionsResponse.newBuilder();
    for (var session : signIn.sessions(Requests.signedIn())) {
      response.addSessions(
          shown(session, caller.session().filter(session.id()::equals).isPresent()));
    }
    return response.build();
  }

  DeleteSessionResponse deleteSession(DeleteSessionRequest request) {
    var caller = Caller.current();
    var id =
        request.getSessionId().isEmpty()
            ? caller.session().orElseThrow(() -> new Refused(new IdentityFault.SignInRequired()))
            : Requests.id("session_id", request.getSessionId());
    signIn.end(Requests.signedIn(), id);
    return DeleteSessionResponse.getDefaultInstance();
  }

  private static factory.edge.v1.Session shown(Session session, boolean current) {
    return factory.edge.v1.Session.newBuilder()
        .setId(session.id().toString())
        .setWallet(session.wallet().toString())
        .setChainId(session.chain().chainId().orElse(0L))
        .setCreatedAt(Moments.of(session.createdAt()))
        .setExpiresAt(Moments.of(session.expiresAt()))
        .setCurrent(current)
        .build();
  }
}
