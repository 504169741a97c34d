/** How many services may run here: told before an idea is accepted. */
@NullMarked
package factory.pipeline.admission;

import org.jspecify.annotations.NullMarked;
