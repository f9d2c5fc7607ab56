package io.github.djlqat.runtime.plan;

import io.github.djlqat.runtime.kernel.Kernel;

/**
 * One kernel of a plan.
 *
 * @param operator the operator it computes, by index in the graph
 * @param kernel what computes it
 * @param units how many parts it has
 * @param work about how many multiply-accumulates it costs, to decide whether to share it out
 */
public record Step(int operator, Kernel kernel, int units, long work) {}
