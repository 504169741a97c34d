/** Units of the registry. */
@NullMarked
package factory.registry.rpc;

import org.jspecify.annotations.NullMarked;
