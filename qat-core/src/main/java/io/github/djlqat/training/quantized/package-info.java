/**
 * Listeners for DJL's training loop that know of quantization: when ranges and batch norm freeze,
 * and validation by the integer runtime itself; and the loop for gradients of few bits.
 *
 * <p>The listeners expect a {@link io.github.djlqat.network.QuantizedNetwork} as the model's block.
 * May use {@code training}, {@code network}, {@code convert} and {@code analysis}; nothing inside
 * uses them.
 */
package io.github.djlqat.training.quantized;
