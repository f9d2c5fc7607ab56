/**
 * The integer graph: operators and tensors as immutable records, and the rules a graph must obey.
 *
 * <p>Every number is an integer but for the scales that describe tensors. Layout is NHWC, tensors
 * are named by their index in {@link io.github.djlqat.runtime.graph.IntegerGraph#tensors()}. The
 * operators, their shapes and their options are TFLite's. This room depends on nothing.
 */
@NullMarked
package io.github.djlqat.runtime.graph;

import org.jspecify.annotations.NullMarked;
