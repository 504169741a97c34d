/**
 * Programs of this machine that services may have run on bytes, each run in a sandbox of its own.
 */
@NullMarked
package factory.pipeline.tool;

import org.jspecify.annotations.NullMarked;
