/** Keeps processes whose code others thought up apart from everything else on the machine. */
@NullMarked
package factory.pipeline.sandbox;

import org.jspecify.annotations.NullMarked;
