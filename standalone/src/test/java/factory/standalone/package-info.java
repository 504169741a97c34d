/** The whole factory, tested as its users meet it: through Envoy. */
@NullMarked
package factory.standalone;

import org.jspecify.annotations.NullMarked;
