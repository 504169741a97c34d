/** The keys that the platform signs with. */
@NullMarked
package factory.chain.key;

import org.jspecify.annotations.NullMarked;
