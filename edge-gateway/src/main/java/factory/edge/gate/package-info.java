/** The decision: who may call what. Pure, in memory, tested as a table. */
@NullMarked
package factory.edge.gate;

import org.jspecify.annotations.NullMarked;
