/**
 * What an integer model is made of, as numbers and tables: operators, shapes, quantization,
 * multiply-accumulates, weights.
 *
 * <p>Reads the runtime's graph; entered by the commands, the demo and the benchmarks.
 */
package io.github.djlqat.examples.inspect;
