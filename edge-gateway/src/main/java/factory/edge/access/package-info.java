/** What others may ask the edge: the gate's state, and which public services there are. */
@NullMarked
package factory.edge.access;

import org.jspecify.annotations.NullMarked;
