package factory.chain.rpc;

import factory.chain.issue.Issuance;
import factory.chain.token.Curve;
import factory.chain.token.TokenName;
import factory.chain.v1.CreateTokenRequest;
import factory.chain.v1.CreateTokenResponse;
import factory.chain.v1.IssuerGrpc;
import factory.mesh.Refused;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;

/** The internal service: what needs the platform's key. */
public final class IssuerRpc extends IssuerGrpc.IssuerImplBase {
  private final Chains chains;
  private final Duration patience;
  private final Clock clock;

  /**
   * Issues on the followed chains.
   *
   * @param patience how long a transaction is waited for at most
   */
  public IssuerRpc(Chains chains, Duration patience, Clock clock) {
    this.chains = chains;
    this.patience = patience;
    this.clock = clock;
  }

  @Override
  public void createToken(
      CreateTokenRequest request, StreamObserver<CreateTokenResponse> observer) {
    var wanted =
        new Issuance.Wanted(
            Parse.serviceId(request.getServiceId()),
            threshold(request.getAccessThreshold()),
            TokenName.parse(request.getName())
                .orElseThrow(
                    () ->
                        Refused.field(
                            "name", "must be 1 to 32 bytes of UTF-8 without control characters")));
    var chain = request.hasChainId() ? chains.require(request.getChainId()) : chains.ofDefault();
    var end = clock.instant().plus(patience);
    var call = Context.current();
    var issued =
        chain.issuance().create(wanted, () -> !call.isCancelled() && clock.instant().isBefore(end));
    observer.onNext(
        CreateTokenResponse.newBuilder()
            .setToken(Render.token(chain.id(), issued.token()))
            .setTransactionHash(issued.transactionHash().orElse(""))
            .build());
    observer.onCompleted();
  }

  private static BigInteger threshold(String text) {
    if (text.isEmpty()) {
      return BigInteger.ONE;
    }
    var threshold = Parse.amount("access_threshold", text, BigInteger.ONE);
    if (threshold.compareTo(Curve.CAP) > 0) {
      throw Refused.field(
          "access_threshold", "must be at most " + Curve.CAP + ", all tokens that can exist");
    }
    return threshold;
  }
}
