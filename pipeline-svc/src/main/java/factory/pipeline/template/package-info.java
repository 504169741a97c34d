/** Small specifications with parameters, and how they are filled in and put together. */
@NullMarked
package factory.pipeline.template;

import org.jspecify.annotations.NullMarked;
