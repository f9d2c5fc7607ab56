/**
 * The float graph: what a DJL block computes, as immutable records in NCHW layout.
 *
 * <p>The tracer writes it, the passes rewrite it, the quantized network executes it, and the
 * converter turns it into integers. Depends on DJL's types for shapes and parameters only.
 */
package io.github.djlqat.graph;
