/** The change feeds: ordered by commit, resumed by cursor, cheap for many watchers. */
@NullMarked
package factory.registry.feed;

import org.jspecify.annotations.NullMarked;
