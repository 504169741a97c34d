/** The registry as its callers see it. */
@NullMarked
package factory.registry;

import org.jspecify.annotations.NullMarked;
