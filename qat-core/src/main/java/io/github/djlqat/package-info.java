/**
 * The front door of quantization-aware training: prepare, calibrate, convert.
 *
 * <p>The rooms behind it, in the order in which a model passes through them: {@code trace} records
 * a DJL block as a float {@code graph}; {@code graph.pass} simplifies it; {@code quant} holds the
 * quantizers and observers, {@code kernel} their fused training kernels; {@code network} is the
 * graph as a DJL block again, with fake quantization in it; {@code training} its listeners; {@code
 * convert} makes the integer graph of it, and {@code analysis} compares the two.
 */
package io.github.djlqat;
