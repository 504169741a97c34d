/** Processes of generated services: started, probed, watched, switched, stopped. */
@NullMarked
package factory.pipeline.process;

import org.jspecify.annotations.NullMarked;
