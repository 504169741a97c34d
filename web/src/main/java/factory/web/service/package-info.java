/**
 * A service to those who look: what it does and proves, its operations, its owner's page, its runs
 * and versions, reports of it.
 */
@NullMarked
package factory.web.service;

import org.jspecify.annotations.NullMarked;
