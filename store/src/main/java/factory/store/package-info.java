/** A node's own schema in Postgres, and the one door to it. Nodes without one do not have this. */
@NullMarked
package factory.store;

import org.jspecify.annotations.NullMarked;
