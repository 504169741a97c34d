/** Admitted calls: written down before they go on, settled when they end, counted once. */
@NullMarked
package factory.edge.usage;

import org.jspecify.annotations.NullMarked;
