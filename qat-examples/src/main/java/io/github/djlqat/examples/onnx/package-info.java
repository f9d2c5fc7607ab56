/**
 * ONNX Runtime as a peer: it runs what {@code qat-onnx} exports, for comparison of codes and times.
 *
 * <p>Nothing else in the project needs ONNX Runtime. Entered by the commands and by the benchmark.
 */
package io.github.djlqat.examples.onnx;
