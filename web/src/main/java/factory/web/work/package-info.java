/**
 * From an idea to a version: plans and their form, templates, builds and their log, jobs, models.
 */
@NullMarked
package factory.web.work;

import org.jspecify.annotations.NullMarked;
