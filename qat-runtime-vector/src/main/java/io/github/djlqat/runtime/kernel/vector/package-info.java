/**
 * Kernels on the Vector API (module {@code jdk.incubator.vector}, which the JVM must be told to
 * add): convolution and fully connected layers as a packed integer matrix product, depthwise
 * convolution, sums, convolution of bits, codes to bits, batch norm. Each equals the reference
 * kernels bit for bit; what is not here, the reference does.
 *
 * <p>From the outside in: {@link io.github.djlqat.runtime.kernel.vector.VectorKernels} chooses a
 * kernel for each spec; a kernel gathers a strip of its input, widened to ints, into the thread's
 * scratch; {@code PackedGemm} multiplies the strip by weights that were packed at load; {@code
 * VectorRequantizer} turns the accumulators, while they are in the cache, into codes. Zero points
 * of the input are folded into the bias, those of the filter into the weights. Bits go their own
 * way: {@code BitTables} for blocks of outputs, {@code BitTile} for single ones.
 *
 * <p>This is the only package that may touch the incubator module; only {@code VectorKernels} is
 * for others. Code here follows what the compiler of JDK 17 can keep in registers: species are
 * static and final, vectors never leave a method's local variables, loops over them have one
 * constant step, and 64-bit lanes are never multiplied (that needs AVX-512).
 */
@NullMarked
package io.github.djlqat.runtime.kernel.vector;

import org.jspecify.annotations.NullMarked;
