package io.github.djlqat.quant.learned;

import io.github.djlqat.kernel.StepSpec;

/** Bits, and the integers they give. */
final class Bits {

    private Bits() {}

    /** Returns {@code bits} if they are 2 to 8. */
    static void require(String method, int bits) {
        if (bits < 2 || bits > 8) {
            throw new IllegalArgumentException(method + ": bits: expected 2 to 8, found " + bits);
        }
    }

    /** Returns {@code 0 .. 2^bits - 1}, or with a sign {@code -2^(bits-1) .. 2^(bits-1) - 1}. */
    static StepSpec full(int bits, boolean unsigned, StepRule rule) {
        int high = (1 << (unsigned ? bits : bits - 1)) - 1;
        return new StepSpec(
                unsigned ? 0 : -high - 1, high, rule.gradient(), false, rule.rounding());
    }

    /** Returns {@code 0 .. 2^bits - 1}, or with a sign the same integers on both sides of 0. */
    static StepSpec symmetric(int bits, boolean unsigned, StepRule rule) {
        StepSpec full = full(bits, unsigned, rule);
        return unsigned
                ? full
                : new StepSpec(-full.high(), full.high(), rule.gradient(), false, rule.rounding());
    }
}
