/** What a person changes of a service's source, and how that goes on when it is written anew. */
@NullMarked
package factory.pipeline.edit;

import org.jspecify.annotations.NullMarked;
