/** Proves running services by HTTP: what a specification says is asked of one, and judged. */
@NullMarked
package factory.pipeline.prove;

import org.jspecify.annotations.NullMarked;
