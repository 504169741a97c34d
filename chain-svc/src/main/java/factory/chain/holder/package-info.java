/** Who holds a token, in order. */
@NullMarked
package factory.chain.holder;

import org.jspecify.annotations.NullMarked;
