/**
 * Rewrites of the float {@code graph}, one class each, and the two pipelines of them.
 *
 * <p>Each {@link io.github.djlqat.graph.pass.GraphPass} takes a graph and returns another that
 * computes the same in inference. An operation is fused into its producer only where nothing else
 * reads the value between them. The pipelines are in {@link io.github.djlqat.graph.pass.Passes};
 * their normal forms: global average pooling is {@code Mean} over axes 2 and 3, {@code x *
 * sigmoid(x)} is {@code Swish}, {@code x * relu6(x + 3) / 6} is {@code HardSwish}. Knows {@code
 * graph} only.
 */
package io.github.djlqat.graph.pass;
