/** registry-svc: services, their lifecycle and events, statistics, the change feeds. */
@NullMarked
package factory.registry;

import org.jspecify.annotations.NullMarked;
