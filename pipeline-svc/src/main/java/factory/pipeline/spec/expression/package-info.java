/** The expressions of a specification: CEL that is checked, and the Java that it becomes. */
@NullMarked
package factory.pipeline.spec.expression;

import org.jspecify.annotations.NullMarked;
