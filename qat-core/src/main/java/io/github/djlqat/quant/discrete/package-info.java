/**
 * Weights of few values: binary, ternary, codebooks and clusters with scales of their own.
 *
 * <p>Enter through the schemes, which are records: {@link
 * io.github.djlqat.quant.discrete.BinaryConnect}, {@link
 * io.github.djlqat.quant.discrete.BinaryWeights} and their neighbours. None of their quantizers
 * folds batch norm into the weights; its factor goes into the accumulators' multiplier. Depends on
 * {@code quant} only.
 */
package io.github.djlqat.quant.discrete;
