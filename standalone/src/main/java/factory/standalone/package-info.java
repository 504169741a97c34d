/** Every node in one JVM with Postgres, a dev chain and Envoy: what {@code ./factory up} runs. */
@NullMarked
package factory.standalone;

import org.jspecify.annotations.NullMarked;
