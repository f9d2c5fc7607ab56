package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Ints;

/**
 * A fully connected layer: {@code acc[row][oc] = bias[oc] + sum over ic of (x - inputZeroPoint) *
 * (w - filterZeroPoint)}.
 *
 * @param input where the input is: [rows,IC]
 * @param output where the output goes: [rows,OC]; never overlaps the input
 * @param rows how many inputs
 * @param inputSize IC
 * @param outputSize OC
 * @param inputZeroPoint in [-128, 127]
 * @param filter codes [OC,IC]
 * @param filterZeroPoint in [-128, 127]; 0 but for models that were unsigned
 * @param bias for each output channel
 * @param requantize from accumulator to output
 */
public record FullyConnectedSpec(
        Operand input,
        Operand output,
        int rows,
        int inputSize,
        int outputSize,
        int inputZeroPoint,
        Bytes filter,
        int filterZeroPoint,
        Ints bias,
        Requantize requantize) {}
