/** What a service is, what may become of it, and where it is kept. */
@NullMarked
package factory.registry.service;

import org.jspecify.annotations.NullMarked;
