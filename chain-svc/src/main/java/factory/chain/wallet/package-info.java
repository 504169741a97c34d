/** Whether a wallet signed a message: by its key, or by its contract. */
@NullMarked
package factory.chain.wallet;

import org.jspecify.annotations.NullMarked;
