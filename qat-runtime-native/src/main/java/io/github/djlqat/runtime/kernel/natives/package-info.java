/**
 * Kernels in C behind JNI. The library (in this module's {@code src/main/c}) knows no Java; {@code
 * NativeLibrary} loads it from the class path, checks its version, and is all that calls it. What
 * the library has no kernel for goes to the provider that the runtime gives: the vector kernels
 * where they are there, else the reference's.
 *
 * <p>The runtime enters here, by the name of {@code NativeKernels}; nobody else.
 */
@NullMarked
package io.github.djlqat.runtime.kernel.natives;

import org.jspecify.annotations.NullMarked;
