package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Ints;

/**
 * A fully connected layer: {@code acc[row][oc] = bias[oc] + sum over ic of (x - inputZeroPoint) *
 * (w - filterZeroPoint)}.
 */
public final class FullyConnectedSpec {
    /** Where the input is: [rows,IC]. */
    public final Operand input;

    /** Where the output goes: [rows,OC]; never overlaps the input. */
    public final Operand output;

    /** How many inputs. */
    public final int rows;

    /** IC. */
    public final int inputSize;

    /** OC. */
    public final int outputSize;

    /** In [-128, 127]. */
    public final int inputZeroPoint;

    /** Codes [OC,IC]. */
    public final Bytes filter;

    /** In [-128, 127]; 0 but for models that were unsigned. */
    public final int filterZeroPoint;

    /** For each output channel. */
    public final Ints bias;

    /** From accumulator to output. */
    public final Requantize requantize;

    /** Sets every field, in their order. */
    public FullyConnectedSpec(
            Operand input,
            Operand output,
            int rows,
            int inputSize,
            int outputSize,
            int inputZeroPoint,
            Bytes filter,
            int filterZeroPoint,
            Ints bias,
            Requantize requantize) {
        this.input = input;
        this.output = output;
        this.rows = rows;
        this.inputSize = inputSize;
        this.outputSize = outputSize;
        this.inputZeroPoint = inputZeroPoint;
        this.filter = filter;
        this.filterZeroPoint = filterZeroPoint;
        this.bias = bias;
        this.requantize = requantize;
    }
}
