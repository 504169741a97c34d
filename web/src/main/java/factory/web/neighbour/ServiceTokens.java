package factory.web.neighbour;

import factory.chain.v1.GetBalanceRequest;
import factory.chain.v1.GetTokenRequest;
import factory.chain.v1.Token;
import factory.registry.v1.GetServiceRequest;
import factory.registry.v1.Service;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;

/** Finds the token of a service: the one on the chain that the registry names. */
public final class ServiceTokens {
  private final Neighbours neighbours;
  private final Duration deadline;

  /**
   * @param deadline what each call may take
   */
  public ServiceTokens(Neighbours neighbours, Duration deadline) {
    this.neighbours = neighbours;
    this.deadline = deadline;
  }

  /** Throws what the nodes say when there is none; a deleted service's token is still found. */
  public Token of(String serviceId) {
    return of(service(serviceId));
  }

  private Service service(String id) {
    try {
      return neighbours
          .registry(deadline)
          .getService(GetServiceRequest.newBuilder().setServiceId(id).build())
          .getService();
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return Service.newBuilder().setId(id).build();
      }
      throw e;
    }
  }

  /** The token of a service that is at hand. */
  public Token of(Service service) {
    var request = GetTokenRequest.newBuilder().setServiceId(service.getId());
    if (service.hasChainId()) {
      request.setChainId(service.getChainId());
    }
    return neighbours.chain(deadline).getToken(request.build()).getToken();
  }

  /** What a wallet holds at the newest block, in base units. */
  public String balance(Token token, Wallet wallet) {
    return neighbours
        .chain(deadline)
        .getBalance(
            GetBalanceRequest.newBuilder()
                .setToken(token.getId())
                .setWallet(wallet.address())
                .build())
        .getBalance();
  }
}
