package factory.edge.access;

import factory.edge.identity.Handovers;
import factory.edge.identity.IdentityFault;
import factory.edge.v1.CreateHandoverRequest;
import factory.edge.v1.CreateHandoverResponse;
import factory.edge.v1.RedeemHandoverRequest;
import factory.edge.v1.RedeemHandoverResponse;
import factory.mesh.Caller;
import factory.mesh.Moments;
import factory.mesh.Refused;
import java.util.UUID;

/** Handovers, as they are asked for over gRPC. */
final class HandoverRpc {
  private final Handovers handovers;
  private final KnownServices services;
  private final boolean origins;

  /**
   * @param origins whether services have origins of their own
   */
  HandoverRpc(Handovers handovers, KnownServices services, boolean origins) {
    this.handovers = handovers;
    this.services = services;
    this.origins = origins;
  }

  CreateHandoverResponse create(CreateHandoverRequest request) {
    if (!origins) {
      throw new Refused(new IdentityFault.NoOrigins());
    }
    var session =
        Caller.current()
            .session()
            .orElseThrow(() -> new Refused(new IdentityFault.SignInRequired()));
    var service = services.known(request.getServiceId());
    var told = handovers.create(UUID.fromString(service.id()), session);
    return CreateHandoverResponse.newBuilder()
        .setCode(told.secret())
        .setExpiresAt(Moments.of(told.expiresAt()))
        .build();
  }

  RedeemHandoverResponse redeem(RedeemHandoverRequest request) {
    var told =
        handovers.redeem(Requests.id("service_id", request.getServiceId()), request.getCode());
    return RedeemHandoverResponse.newBuilder()
        .setSecret(told.secret())
        .setExpiresAt(Moments.of(told.expiresAt()))
        .build();
  }
}
