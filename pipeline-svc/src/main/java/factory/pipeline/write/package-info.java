/** From a specification to the files of a service. */
@NullMarked
package factory.pipeline.write;

import org.jspecify.annotations.NullMarked;
