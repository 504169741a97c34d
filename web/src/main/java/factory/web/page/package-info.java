/**
 * What pages are made of: their frame, the parts that several show, links, values as people read
 * them.
 */
@NullMarked
package factory.web.page;

import org.jspecify.annotations.NullMarked;
