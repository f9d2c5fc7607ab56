/**
 * Kernels on the Vector API (module {@code jdk.incubator.vector}, which the JVM must be told to
 * add): convolution and fully connected layers as a packed integer matrix product, 3x3 convolution
 * by minimal filtering, depthwise convolution, sums, maximum pooling, convolution of bits, codes to
 * bits, batch norm. Each equals the reference kernels bit for bit; what is not here, the reference
 * does.
 *
 * <p>From the outside in: {@link io.github.djlqat.runtime.kernel.vector.VectorKernels} chooses a
 * kernel for each spec; a kernel gathers a strip of its input, widened to ints, into the thread's
 * scratch; a {@code Gemm} multiplies the strip by weights that were packed at load ({@code
 * PairGemm} in 16 bits, {@code PackedGemm} in 32 and from packed codes), {@code WinogradKernel}
 * does so with both transformed; {@code VectorRequantizer} turns the accumulators, while they are
 * in the cache, into codes, most of them by {@code SumSteps}. Zero points of the input are folded
 * into the bias, those of the filter into the weights. Bits go their own way: {@code BitTables} for
 * blocks of outputs, {@code BitTile} for single ones.
 *
 * <p>This is the only package that may touch the incubator module; only {@code VectorKernels} is
 * for others. Code here follows what the compiler of JDK 17 can keep in registers: species are
 * static and final, vectors never leave a method's local variables, a long loop body calls the
 * Vector API itself (helpers of ours are no longer inlined there), loops have one constant step,
 * rows of one array are not a multiple of 4 KiB apart, and 64-bit lanes are never multiplied (that
 * needs AVX-512).
 */
@NullMarked
package io.github.djlqat.runtime.kernel.vector;

import org.jspecify.annotations.NullMarked;
