/**
 * The contract between the execution plan and the kernels: specs that hold integers only, a
 * provider that prepares a kernel from each, and the kernel itself.
 *
 * <p>Every byte a kernel sees is a signed 8-bit code: an unsigned model's codes and zero points are
 * lowered by 128 when it is loaded ({@code q - 128}, the top bit flipped), which leaves every
 * difference {@code q - zero_point} as it was. {@code reference} holds the kernels anyone can read
 * and all others must equal bit for bit. No floating point from here down; a test reads the
 * bytecode.
 */
@NullMarked
package io.github.djlqat.runtime.kernel;

import org.jspecify.annotations.NullMarked;
