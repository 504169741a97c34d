/** What a service's token is, in domain words, and the curve that prices it. */
@NullMarked
package factory.chain.token;

import org.jspecify.annotations.NullMarked;
