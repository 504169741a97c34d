package factory.edge.access;

import factory.edge.limits.RuleBook;
import factory.edge.limits.RuleMessages;
import factory.edge.v1.GetRulesRequest;
import factory.edge.v1.GetRulesResponse;
import factory.edge.v1.UpdateRulesRequest;
import factory.edge.v1.UpdateRulesResponse;

/** What services' owners ask of their callers, as it is asked for over gRPC. */
final class RulesRpc {
  private final RuleBook rules;
  private final KnownServices services;

  RulesRpc(RuleBook rules, KnownServices services) {
    this.rules = rules;
    this.services = services;
  }

  GetRulesResponse getRules(GetRulesRequest request) {
    var service = services.known(request.getServiceId());
    return GetRulesResponse.newBuilder()
        .setRules(RuleMessages.message(rules.rules(service.id())))
        .build();
  }

  UpdateRulesResponse updateRules(UpdateRulesRequest request) {
    var service = services.owned(request.getServiceId());
    var asked = RuleMessages.parse(request.getRules());
    return UpdateRulesResponse.newBuilder()
        .setRules(
            RuleMessages.message(
                rules.update(
                    Requests.id("service_id", service.id()), asked, services.actor(service))))
        .build();
  }
}
