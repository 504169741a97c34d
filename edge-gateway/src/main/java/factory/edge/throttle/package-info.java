/** How much one address or one wallet may ask for at a time: rates, and what is open at once. */
@NullMarked
package factory.edge.throttle;

import org.jspecify.annotations.NullMarked;
