/** Where work runs that computes and does not wait. */
@NullMarked
package factory.pipeline.compute;

import org.jspecify.annotations.NullMarked;
