/** What all of the REST API shares: messages as JSON, streams of events. */
@NullMarked
package factory.web.api;

import org.jspecify.annotations.NullMarked;
