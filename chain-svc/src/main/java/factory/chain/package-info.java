/** Chains for the mesh: tokens, balances, quotes, and the platform's key. */
@NullMarked
package factory.chain;

import org.jspecify.annotations.NullMarked;
