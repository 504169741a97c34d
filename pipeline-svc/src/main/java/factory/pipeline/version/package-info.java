/** Versions: immutable generated artefacts, in the store and on disk. */
@NullMarked
package factory.pipeline.version;

import org.jspecify.annotations.NullMarked;
