/**
 * Ideas that a model reads: what it is asked, how its answer is held against the idea, the form of
 * specifications and a trial, and what becomes of it.
 */
@NullMarked
package factory.pipeline.reading;

import org.jspecify.annotations.NullMarked;
