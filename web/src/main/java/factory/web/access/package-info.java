/**
 * Who may call: standing and limits, keys, sessions, the way to a service's own origin, usage,
 * audit.
 */
@NullMarked
package factory.web.access;

import org.jspecify.annotations.NullMarked;
