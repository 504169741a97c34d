/** Purchases and sales that wallets sign and send themselves, and what became of them. */
@NullMarked
package factory.chain.trade;

import org.jspecify.annotations.NullMarked;
