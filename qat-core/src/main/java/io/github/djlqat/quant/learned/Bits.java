package io.github.djlqat.quant.learned;

/** The bits that these methods take. */
final class Bits {

    private Bits() {}

    /** Returns {@code bits} if they are 2 to 8. */
    static void require(String method, int bits) {
        if (bits < 2 || bits > 8) {
            throw new IllegalArgumentException(method + ": bits: expected 2 to 8, found " + bits);
        }
    }
}
