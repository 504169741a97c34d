/** The pipeline node: its start, its configuration, what it is built of. */
@NullMarked
package factory.pipeline;

import org.jspecify.annotations.NullMarked;
