/**
 * Whole recipes by name: how a network's layers are quantized, how it is then trained, and which
 * paper says so.
 *
 * <p>Enter through {@link io.github.djlqat.preset.Presets}. A family of presets is one class that
 * puts quantizers of {@code quant} and below together with rules of {@code network}; only commands
 * and users enter from outside.
 */
package io.github.djlqat.preset;
