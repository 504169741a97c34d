package factory.edge.access;

import factory.chain.v1.ChainGrpc;
import factory.chain.v1.QuoteBuyRequest;
import factory.chain.v1.TokenId;
import factory.edge.gate.Call;
import factory.edge.gate.EvmAddress;
import factory.edge.gate.Explanation;
import factory.edge.gate.Gate;
import factory.edge.gate.GateFault;
import factory.edge.gate.PlatformCredentials;
import factory.edge.gate.WaysIn;
import factory.edge.limits.OwnerTerms;
import factory.edge.limits.RuleMessages;
import factory.edge.v1.CheckServicesRequest;
import factory.edge.v1.CheckServicesResponse;
import factory.edge.v1.ExplainAccessRequest;
import factory.edge.v1.ExplainAccessResponse;
import factory.edge.v1.LimitState;
import factory.mesh.Refused;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What the gate would say to a call, with what the purchase of what is missing would cost. */
final class ExplainRpc {
  /** The explanation is good without the cost, so that nobody waits long for it. */
  private static final long QUOTE_MILLIS = 2_000;

  private static final int MOST_SERVICES = 100;

  /** Whoever it is: what is asked about is the service. */
  private static final EvmAddress NOBODY = new EvmAddress(0, 0, 0);

  private final Gate gate;
  private final OwnerTerms terms;
  private final WaysIn waysIn;
  private final Channel chain;

  ExplainRpc(Gate gate, OwnerTerms terms, WaysIn waysIn, Channel chain) {
    this.gate = gate;
    this.terms = terms;
    this.waysIn = waysIn;
    this.chain = chain;
  }

  ExplainAccessResponse explainAccess(ExplainAccessRequest request) {
    var service = Requests.id("service_id", request.getServiceId()).toString();
    if (request.hasPage()) {
      return explainPage(service, request);
    }
    var wallet = Requests.wallet("wallet", request.getWallet());
    var told = gate.explain(service, wallet);
    if (told.fault().filter(ExplainRpc::isNoAnswer).isPresent()) {
      throw new Refused(told.fault().get());
    }
    var response = ExplainAccessResponse.newBuilder().setAdmitted(told.fault().isEmpty());
    told.fault().ifPresent(f -> response.setReason(f.reason()).setDetail(f.detail()));
    told.token()
        .ifPresent(t -> response.setChainId(t.chainId()).setTokenAddress(t.address().toString()));
    told.needed().ifPresent(n -> response.setNeeded(n.toString()));
    told.held().ifPresent(h -> response.setHeld(h.toString()));
    response.setBlockNumber(told.blockNumber());
    limits(service, wallet, told, response);
    told.fault()
        .filter(GateFault.BalanceTooLow.class::isInstance)
        .map(GateFault.BalanceTooLow.class::cast)
        .ifPresent(low -> purchase(low, response));
    return response.build();
  }

  private ExplainAccessResponse explainPage(String service, ExplainAccessRequest request) {
    if (!request.getWallet().isEmpty()) {
      throw Refused.field("page", "must be absent where a wallet is asked about");
    }
    var page = request.getPage();
    if (!page.getKey().startsWith(PlatformCredentials.PUBLISHABLE)) {
      throw Refused.field("page.key", "must be a publishable key (mfp_...)");
    }
    if (!page.getPath().startsWith("/") || page.getPath().indexOf('?') >= 0) {
      throw Refused.field("page.path", "must be a path of the service such as /entries");
    }
    var told =
        gate.explain(
            service,
            Call.ofPage(page.getKey(), page.getOrigin(), page.getMethod(), page.getPath()));
    if (told.fault().filter(ExplainRpc::isNoAnswer).isPresent()) {
      throw new Refused(told.fault().get());
    }
    var response = ExplainAccessResponse.newBuilder().setAdmitted(told.fault().isEmpty());
    told.fault().ifPresent(f -> response.setReason(f.reason()).setDetail(f.detail()));
    return response.build();
  }

  /** A service that has no token or does not answer is an answer, one that nobody knows is not. */
  private static boolean isNoAnswer(GateFault fault) {
    return fault instanceof GateFault.RoutesNotLoaded || fault instanceof GateFault.ServiceNotFound;
  }

  /**
   * What every caller of these services meets.
   *
   * @param envoyProblem why no call is decided at all; empty when calls are
   */
  CheckServicesResponse checkServices(CheckServicesRequest request, String envoyProblem) {
    if (request.getServiceIdsCount() > MOST_SERVICES) {
      throw Refused.field("service_ids", "must be at most " + MOST_SERVICES);
    }
    var response = CheckServicesResponse.newBuilder();
    for (var id : request.getServiceIdsList()) {
      var service = Requests.id("service_ids", id).toString();
      var told = gate.explain(service, NOBODY);
      if (told.fault().filter(GateFault.RoutesNotLoaded.class::isInstance).isPresent()) {
        throw new Refused(told.fault().get());
      }
      var check = response.addChecksBuilder().setServiceId(service);
      told.needed().ifPresent(n -> check.setNeeded(n.toString()));
      var fault = told.fault().filter(f -> !isAboutTheCaller(f));
      if (fault.isPresent()) {
        check.setReason(fault.get().reason()).setDetail(fault.get().detail());
      } else if (!envoyProblem.isEmpty()) {
        check
            .setReason("ENVOY_NOT_READY")
            .setDetail("No call reaches the gate now: " + envoyProblem + ".");
      }
    }
    return response.build();
  }

  /** Another wallet would be let through. */
  private static boolean isAboutTheCaller(GateFault fault) {
    return fault instanceof GateFault.BalanceTooLow
        || fault instanceof GateFault.LimitExceeded
        || fault instanceof GateFault.WalletBlocked;
  }

  /** Where a wallet stands with the limits of a service; empty while that is not known. */
  List<LimitState> limits(String service, EvmAddress wallet) {
    var response = ExplainAccessResponse.newBuilder();
    limits(service, wallet, gate.explain(service, wallet), response);
    return response.getLimitsList();
  }

  private void limits(
      String service, EvmAddress wallet, Explanation told, ExplainAccessResponse.Builder response) {
    if (told.held().isPresent() && told.needed().isPresent()) {
      terms
          .standings(service, wallet, told.held().get(), told.needed().get())
          .forEach(s -> response.addLimits(RuleMessages.message(s)));
    }
  }

  private void purchase(GateFault.BalanceTooLow low, ExplainAccessResponse.Builder response) {
    var missing = low.needed().subtract(low.latest());
    if (missing.signum() <= 0) {
      return;
    }
    cost(low, missing.toString())
        .ifPresent(
            cost -> {
              var deadline = waysIn.deadline();
              response
                  .setCostWei(cost)
                  .setDeadline(deadline)
                  .setCalldata(WaysIn.buy(low.wallet(), missing, deadline));
            });
  }

  private Optional<String> cost(GateFault.BalanceTooLow low, String missing) {
    try {
      return Optional.of(
          ChainGrpc.newBlockingStub(chain)
              .withDeadlineAfter(QUOTE_MILLIS, TimeUnit.MILLISECONDS)
              .quoteBuy(
                  QuoteBuyRequest.newBuilder()
                      .setToken(
                          TokenId.newBuilder()
                              .setChainId(low.token().chainId())
                              .setAddress(low.token().address().toString()))
                      .setTokens(missing)
                      .build())
              .getCostWei());
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }
}
