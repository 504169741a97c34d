/** What the platform signs: tokens and the factory that makes them. */
@NullMarked
package factory.chain.issue;

import org.jspecify.annotations.NullMarked;
