/**
 * Records what a DJL block computes as a float {@code graph}.
 *
 * <p>A block hides its structure in lambdas and in Java code, so nothing here looks at block
 * classes. The block's own {@code forward} runs on arrays that are dynamic proxies: each call runs
 * on the real array and becomes a node. {@link io.github.djlqat.trace.Tracer} is the door; {@link
 * io.github.djlqat.trace.GraphExecutor} runs a graph in float and is what the tracer checks its own
 * result with. Knows {@code graph} and {@code graph.pass} and no other room.
 */
package io.github.djlqat.trace;
