/** What people tell the operators of services. */
@NullMarked
package factory.edge.reports;

import org.jspecify.annotations.NullMarked;
