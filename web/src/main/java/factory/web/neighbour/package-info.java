/** The other nodes, as this one calls them. */
@NullMarked
package factory.web.neighbour;

import org.jspecify.annotations.NullMarked;
