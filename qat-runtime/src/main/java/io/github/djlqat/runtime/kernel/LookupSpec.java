package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Bytes;

/**
 * Any function of one code: {@code output = table[input + 128]}. LOGISTIC, TANH, the stand-alone
 * activations and QUANTIZE between 8-bit types are tables that integer arithmetic fills at load.
 */
public final class LookupSpec {
    /** Where the input is. */
    public final Operand input;

    /** Where the output goes; may be the input's place. */
    public final Operand output;

    /** How many elements. */
    public final int size;

    /** 256 codes. */
    public final Bytes table;

    /** Sets every field, in their order. */
    public LookupSpec(Operand input, Operand output, int size, Bytes table) {
        this.input = input;
        this.output = output;
        this.size = size;
        this.table = table;
    }
}
