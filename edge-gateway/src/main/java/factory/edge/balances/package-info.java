/** Replicas of the chains' balances. */
@NullMarked
package factory.edge.balances;

import org.jspecify.annotations.NullMarked;
