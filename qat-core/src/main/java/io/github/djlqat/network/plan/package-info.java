/**
 * What a quantized network computes: the graph as it is prepared, which values share a
 * quantization, and, once all numbers are decided, the integers.
 *
 * <p>{@code FrozenNetwork} is the contract between training, simulation and conversion. Depends on
 * the graph and on the runtime's records.
 */
package io.github.djlqat.network.plan;
