/**
 * The integer arithmetic once more, on DJL arrays: what the frozen network gives on any conforming
 * integer runtime, in every code.
 *
 * <p>Written from the specification and not from the runtime's kernels, so that a comparison of the
 * two means something. Sums of products are DJL convolutions of integer-valued floats, exact by a
 * bound that is checked; everything after them is integer arithmetic on Java arrays.
 */
package io.github.djlqat.network.simulation;
