/** The specification: one typed, versioned document that says what a service is and does. */
@NullMarked
package factory.pipeline.spec;

import org.jspecify.annotations.NullMarked;
