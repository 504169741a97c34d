/** HTTP as this node speaks it: negotiation, problems, bodies, who may write. */
@NullMarked
package factory.web.http;

import org.jspecify.annotations.NullMarked;
