/** Units of the registry. */
@NullMarked
package factory.registry.feed;

import org.jspecify.annotations.NullMarked;
