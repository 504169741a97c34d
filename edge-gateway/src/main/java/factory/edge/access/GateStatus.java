package factory.edge.access;

import factory.edge.balances.Replicas;
import java.util.List;

/**
 * How the gate is.
 *
 * @param problem why calls cannot be decided now; empty when they can
 * @param routes services that answer calls
 */
public record GateStatus(
    String problem, int routes, boolean devBypass, List<Replicas.Health> replicas) {}
