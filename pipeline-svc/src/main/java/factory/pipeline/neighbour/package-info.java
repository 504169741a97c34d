/** What this node asks of its neighbours, in its own words. */
@NullMarked
package factory.pipeline.neighbour;

import org.jspecify.annotations.NullMarked;
