/**
 * Tensor kernels that the training side needs and DJL lacks: fake quantization and the runtime's
 * integer rounding, each twice.
 *
 * <p>The fused form is a TorchScript archive, written in memory and loaded through DJL's public API
 * (PyTorch engine). The composed form is made of NDArray calls and plain Java; it serves every
 * engine and is the oracle of the tests. The first comes from {@link
 * io.github.djlqat.kernel.QuantKernels#of}, the second is {@link
 * io.github.djlqat.kernel.IntegerKernels}. Knows numbers and arrays only, no block.
 */
package io.github.djlqat.kernel;
