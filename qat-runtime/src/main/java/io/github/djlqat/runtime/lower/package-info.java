/**
 * From scales to integers: turns each operator of a checked graph into a kernel's spec, once, at
 * load. The only floating point between a model and its kernels is here, and each formula says
 * which of TFLite's preparations it follows, down to float or double.
 *
 * <p>{@code plan} enters here; nobody else need.
 */
@NullMarked
package io.github.djlqat.runtime.lower;

import org.jspecify.annotations.NullMarked;
