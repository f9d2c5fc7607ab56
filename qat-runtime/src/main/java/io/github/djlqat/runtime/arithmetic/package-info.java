/**
 * Fixed-point arithmetic as TFLite's reference kernels define it: rounding, requantization, and the
 * transcendental functions in integers.
 *
 * <p>Not one floating-point instruction may stand here; a test reads the bytecode. What turns
 * scales into integers lives in {@code lower}. Anyone may enter.
 */
@NullMarked
package io.github.djlqat.runtime.arithmetic;

import org.jspecify.annotations.NullMarked;
