/** From an idea in plain English to a specification, without a model and without a network. */
@NullMarked
package factory.pipeline.source.english;

import org.jspecify.annotations.NullMarked;
