/** What Envoy is told: listener, routes and clusters. */
@NullMarked
package factory.edge.xds;

import org.jspecify.annotations.NullMarked;
