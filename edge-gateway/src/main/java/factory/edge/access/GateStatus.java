package factory.edge.access;

import factory.edge.balances.Replicas;
import java.util.List;

/**
 * How the gate is.
 *
 * @param problem why calls cannot be decided now; empty when they can
 * @param envoyProblem why Envoy asks for no decision at all; empty when it does
 * @param routes services that answer calls
 * @param walletHeader whether an unsigned wallet is believed
 */
public record GateStatus(
    String problem,
    String envoyProblem,
    int routes,
    boolean devBypass,
    boolean walletHeader,
    List<Replicas.Health> replicas) {}
