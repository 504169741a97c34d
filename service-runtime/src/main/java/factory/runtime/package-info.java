/** What every generated service runs on: a JSON API over SQLite, served on a unix socket. */
@NullMarked
package factory.runtime;

import org.jspecify.annotations.NullMarked;
