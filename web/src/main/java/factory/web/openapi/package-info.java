/** What the platform says of its own REST API: one OpenAPI document. */
@NullMarked
package factory.web.openapi;

import org.jspecify.annotations.NullMarked;
