/** Who calls: sign-ins, sessions and keys. Kept in Postgres, looked up in memory. */
@NullMarked
package factory.edge.identity;

import org.jspecify.annotations.NullMarked;
