/** From sources to a jar. */
@NullMarked
package factory.pipeline.build;

import org.jspecify.annotations.NullMarked;
