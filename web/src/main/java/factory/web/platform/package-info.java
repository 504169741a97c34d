/** The platform as a whole: home, lists, status, what a wallet has, documentation. */
@NullMarked
package factory.web.platform;

import org.jspecify.annotations.NullMarked;
