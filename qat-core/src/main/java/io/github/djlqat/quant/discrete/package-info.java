/**
 * Weights and values of few values: binary, ternary, codebooks and clusters with scales of their
 * own, and signs.
 *
 * <p>Enter through the schemes, which are records: {@link
 * io.github.djlqat.quant.discrete.BinaryConnect}, {@link
 * io.github.djlqat.quant.discrete.BinaryWeights} and their neighbours for weights, {@link
 * io.github.djlqat.quant.discrete.Sign} for what a layer reads. None of the quantizers of weights
 * folds batch norm into them; its factor goes into the accumulators' multiplier. Depends on {@code
 * quant} and {@code kernel} only.
 */
package io.github.djlqat.quant.discrete;
