/** Who changed what of keys, rules and wallets. */
@NullMarked
package factory.edge.audit;

import org.jspecify.annotations.NullMarked;
