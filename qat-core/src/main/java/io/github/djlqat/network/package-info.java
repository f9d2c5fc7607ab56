/**
 * The quantized network: the float graph as a DJL block again, with fake quantization in it.
 *
 * <p>{@code plan} says what is computed: which values share one quantizer, and in the end which
 * integers; {@code operation} computes nodes on reals, {@code simulation} on codes; {@code
 * QuantizedNetwork} here trains and evaluates with them. Knows DJL, the graph and the quantizers;
 * no file format and no integer operator.
 */
package io.github.djlqat.network;
