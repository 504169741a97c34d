/** Durable jobs: what is asked, stored and worked off step by step. */
@NullMarked
package factory.pipeline.job;

import org.jspecify.annotations.NullMarked;
