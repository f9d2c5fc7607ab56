/**
 * Where floats enter and leave: QUANTIZE of float32 and DEQUANTIZE to it. Kept out of the kernels'
 * room, where no floating point may stand.
 */
@NullMarked
package io.github.djlqat.runtime.boundary;

import org.jspecify.annotations.NullMarked;
