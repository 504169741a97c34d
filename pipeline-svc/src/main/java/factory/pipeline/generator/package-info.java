/** From an idea in words to the source of a service, and from source to a jar. */
@NullMarked
package factory.pipeline.generator;

import org.jspecify.annotations.NullMarked;
