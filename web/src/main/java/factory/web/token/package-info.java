/** The token of a service: what it costs, trading it, who holds it. */
@NullMarked
package factory.web.token;

import org.jspecify.annotations.NullMarked;
