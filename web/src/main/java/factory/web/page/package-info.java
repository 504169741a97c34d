/** The pages: the same use cases as HTML, with and without JavaScript. */
@NullMarked
package factory.web.page;

import org.jspecify.annotations.NullMarked;
