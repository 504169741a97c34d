@NullMarked
package factory.pipeline.tool;

import org.jspecify.annotations.NullMarked;
