package io.github.djlqat.runtime.kernel;

import io.github.djlqat.runtime.graph.Bytes;

/**
 * Any function of one code: {@code output = table[input + 128]}. LOGISTIC, TANH, the stand-alone
 * activations and QUANTIZE between 8-bit types are tables that integer arithmetic fills at load.
 *
 * @param input where the input is
 * @param output where the output goes; may be the input's place
 * @param size how many elements
 * @param table 256 codes
 */
public record LookupSpec(Operand input, Operand output, int size, Bytes table) {}
