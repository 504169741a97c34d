/** Units of the registry. */
@NullMarked
package factory.registry.service;

import org.jspecify.annotations.NullMarked;
