/**
 * The kernels anyone can read: plain loops over the formulas of the specs, in 32-bit integers. They
 * are the oracle that faster kernels are tested against, and what runs where there are none.
 *
 * <p>Clarity goes before speed here. No floating point; a test reads the bytecode.
 */
@NullMarked
package io.github.djlqat.runtime.kernel.reference;

import org.jspecify.annotations.NullMarked;
