/** Instances of generated services: admitted, started, probed, kept up, switched, ended. */
@NullMarked
package factory.pipeline.deploy;

import org.jspecify.annotations.NullMarked;
