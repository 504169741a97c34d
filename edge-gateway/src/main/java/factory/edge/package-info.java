/** edge-gateway: the ext_authz server and control plane of Envoy. */
@NullMarked
package factory.edge;

import org.jspecify.annotations.NullMarked;
