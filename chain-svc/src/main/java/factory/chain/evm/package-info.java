/** One endpoint of a chain and what it says: hex, headers, logs, contract calls. */
@NullMarked
package factory.chain.evm;

import org.jspecify.annotations.NullMarked;
