/** The web node: what people and scripts see. */
@NullMarked
package factory.web;

import org.jspecify.annotations.NullMarked;
