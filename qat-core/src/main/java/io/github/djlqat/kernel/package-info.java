/**
 * Tensor kernels that the training side needs and DJL lacks: fake quantization and the runtime's
 * integer rounding, each twice.
 *
 * <p>The fused form is a TorchScript archive, written in memory and loaded through DJL's public API
 * (PyTorch engine). The composed form is made of NDArray calls and plain Java; it serves every
 * engine and is the oracle of the tests. Get either from {@link
 * io.github.djlqat.kernel.QuantKernels#of} and {@link io.github.djlqat.kernel.IntegerKernels#of}.
 * Knows numbers and arrays only, no block.
 */
package io.github.djlqat.kernel;
