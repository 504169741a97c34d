/** Follows chains, keeps every balance, tells watchers. */
@NullMarked
package factory.chain.index;

import org.jspecify.annotations.NullMarked;
