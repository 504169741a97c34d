/** What each step of each kind of job does. */
@NullMarked
package factory.pipeline.work;

import org.jspecify.annotations.NullMarked;
