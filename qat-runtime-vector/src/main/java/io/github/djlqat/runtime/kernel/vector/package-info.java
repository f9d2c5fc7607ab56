/**
 * Kernels on the Vector API (module {@code jdk.incubator.vector}, which the JVM must be told to
 * add): convolution and fully connected layers as a packed integer matrix product, depthwise
 * convolution, sums. Each equals the reference kernels bit for bit; what is not here, the reference
 * does.
 *
 * <p>From the outside in: {@link io.github.djlqat.runtime.kernel.vector.VectorKernels} chooses a
 * kernel for each spec; a kernel gathers a strip of its input, widened to ints, into the thread's
 * scratch; {@code PackedGemm} multiplies the strip by weights that were packed at load; {@code
 * VectorRequantizer} turns the accumulators, while they are in the cache, into codes. Zero points
 * of the input are folded into the bias, those of the filter into the weights.
 *
 * <p>This is the only package that may touch the incubator module; only {@code VectorKernels} is
 * for others. Code here follows what the compiler of JDK 17 can keep in registers: species are
 * static and final, vectors never leave a method's local variables, loops over them have one
 * constant step, and no vector of 64-bit lanes is used (multiplying them needs AVX-512).
 */
@NullMarked
package io.github.djlqat.runtime.kernel.vector;

import org.jspecify.annotations.NullMarked;
