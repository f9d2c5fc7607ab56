/**
 * Quantizers whose steps or bounds are learned with the weights: one record for each published
 * method, each a choice of parts.
 *
 * <p>The parts: bits and granularity (in the record), the integers ({@code StepSpec}), what is
 * learned ({@code StepSource}), where it starts ({@code StepStart}) and its gradient ({@code
 * StepGradient}), together a {@code StepRule}; and two blocks that any rule fits, for weights and
 * for values. Enter through the records. Depends on {@code quant} and {@code kernel} only.
 */
package io.github.djlqat.quant.learned;
