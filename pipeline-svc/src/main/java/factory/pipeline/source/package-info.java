/** From what somebody gave (an idea in words, for now) to a specification. */
@NullMarked
package factory.pipeline.source;

import org.jspecify.annotations.NullMarked;
