/** What a service's owner asks of its callers: threshold, finality, and how often they may call. */
@NullMarked
package factory.edge.limits;

import org.jspecify.annotations.NullMarked;
