/**
 * Quantizers: what a tensor is quantized to, the numbers found for it, and the block that simulates
 * it in training.
 *
 * <p>Enter through {@link io.github.djlqat.quant.QuantSpec} and {@link
 * io.github.djlqat.quant.FakeQuantize}; conversion reads {@link
 * io.github.djlqat.quant.QuantParams}. Depends on {@code kernel} and {@code quant.observer} only.
 */
package io.github.djlqat.quant;
