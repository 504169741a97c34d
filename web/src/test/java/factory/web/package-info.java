/** Tests of the web node, through its port. */
@NullMarked
package factory.web;

import org.jspecify.annotations.NullMarked;
