/**
 * Language models: how one is asked, what that costs, and what it said. What it is asked, and what
 * becomes of its answer, is {@code reading}'s.
 */
@NullMarked
package factory.pipeline.model;

import org.jspecify.annotations.NullMarked;
