/** What the registry says is routed, on its way to the gate and to Envoy. */
@NullMarked
package factory.edge.routes;

import org.jspecify.annotations.NullMarked;
