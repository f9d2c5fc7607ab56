/**
 * Gradients of few bits: where the graph of a training pass is cut, what a gradient becomes at a
 * cut, and the backward pass over the pieces.
 *
 * <p>DJL has no operator with a gradient of one's own. So the forward pass goes on from detached
 * arrays that require a gradient, and {@link io.github.djlqat.network.gradient.GradientCuts}
 * remembers what they were detached from; after the loss's own backward pass it runs the pieces in
 * reverse order, each from a gradient that was quantized. Used by {@code network}; knows arrays,
 * kernels and the graph's shape, no quantizer of values or weights.
 */
package io.github.djlqat.network.gradient;
