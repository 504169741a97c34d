/** The manners of the mesh: how nodes serve, call, refuse, time out and report health. */
@NullMarked
package factory.mesh;

import org.jspecify.annotations.NullMarked;
