/**
 * Integer graphs as ONNX models, so that a network that was trained and converted here runs in
 * other runtimes: int8 weights with the file's own scales, activations between QuantizeLinear and
 * DequantizeLinear (QDQ), or the same network in float32.
 *
 * <p>The integer graph is NHWC, ONNX is NCHW: values of rank 4 change their layout, and weights
 * with them. Entered through {@link io.github.djlqat.onnx.OnnxExporter}; the generated classes of
 * {@code proto} are for this package and its tests.
 */
package io.github.djlqat.onnx;
