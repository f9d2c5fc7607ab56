package io.github.djlqat.preset;

/**
 * The bits of a recipe's inner layers.
 *
 * @param weight of a stored weight, 1 to 8
 * @param activation of what a layer reads, 1 to 8
 * @param gradient of what comes back through a layer in training; 32 where it stays float
 */
public record Bits(int weight, int activation, int gradient) {

    /** Float gradients. */
    public static final int FLOAT = 32;

    /** Checks the numbers. */
    public Bits {
        require("weight", weight, 8);
        require("activation", activation, 8);
        if (gradient != FLOAT) {
            require("gradient", gradient, 8);
        }
    }

    /** Returns bits of weights and activations; gradients stay float. */
    public static Bits of(int weight, int activation) {
        return new Bits(weight, activation, FLOAT);
    }

    private static void require(String what, int bits, int most) {
        if (bits < 1 || bits > most) {
            throw new IllegalArgumentException(
                    what + " bits: expected 1 to " + most + ", found " + bits);
        }
    }

    /** Returns the usual short form, such as {@code W4A4} or {@code W8A8G8}. */
    @Override
    public String toString() {
        return "W" + weight + "A" + activation + (gradient == FLOAT ? "" : "G" + gradient);
    }
}
