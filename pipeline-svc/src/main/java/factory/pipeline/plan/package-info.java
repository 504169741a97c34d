/** Plans: what a service's next version is to be, seen and changed before anything is built. */
@NullMarked
package factory.pipeline.plan;

import org.jspecify.annotations.NullMarked;
