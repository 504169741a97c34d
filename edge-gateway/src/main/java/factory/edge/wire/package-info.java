/** Envoy's messages, read without making objects of the many fields that nobody here wants. */
@NullMarked
package factory.edge.wire;

import org.jspecify.annotations.NullMarked;
