package io.github.djlqat.network;

import io.github.djlqat.quant.ValueScheme;
import io.github.djlqat.quant.WeightScheme;
import java.util.Optional;

/**
 * How one layer is quantized.
 *
 * @param weight its weights; empty for the network's own
 * @param input what it reads; empty for the network's own. Where others read the same value with
 *     another scheme, the layer gets a requantized copy of its own.
 */
public record LayerScheme(Optional<WeightScheme> weight, Optional<ValueScheme> input) {

    /** Everything as the network has it. */
    public static final LayerScheme USUAL = new LayerScheme(Optional.empty(), Optional.empty());

    /** Returns a scheme for weights and input. */
    public static LayerScheme of(WeightScheme weight, ValueScheme input) {
        return new LayerScheme(Optional.of(weight), Optional.of(input));
    }

    /** Returns a scheme for weights; the input is the network's own. */
    public static LayerScheme ofWeight(WeightScheme weight) {
        return new LayerScheme(Optional.of(weight), Optional.empty());
    }
}
