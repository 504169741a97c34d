/** The REST API: the same use cases as JSON. */
@NullMarked
package factory.web.api;

import org.jspecify.annotations.NullMarked;
