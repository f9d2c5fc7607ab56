package io.github.djlqat.preset;

import io.github.djlqat.network.LayerScheme;
import io.github.djlqat.preset.TrainingHints.Optimizer;
import io.github.djlqat.quant.learned.Lsq;
import java.util.List;

/** Uniform grids whose ranges are learned or clipped. */
final class LearnedPresets {

    private static final String LSQ =
            "Esser et al. 2020, Learned Step Size Quantization, arXiv 1902.08153";

    private LearnedPresets() {}

    static List<Family> families() {
        return List.of(
                Family.weightsAndActivations(
                        "LsqW#A#", List.of(8, 4, 3, 2), bits -> lsq("Lsq", bits, false)),
                Family.weightsAndActivations(
                        "LsqPerChannelW#A#", List.of(4), bits -> lsq("LsqPerChannel", bits, true)));
    }

    private static Preset lsq(String name, Bits bits, boolean perChannel) {
        LayerScheme layer =
                LayerScheme.of(
                        new Lsq(bits.weight(), perChannel), new Lsq(bits.activation(), false));
        return Preset.builder(name + bits, bits)
                .summary(
                        perChannel
                                ? "learned step sizes, one for each filter"
                                : "learned step sizes, one for a layer's weights, one for its input")
                .paper(LSQ)
                .hints(hints(bits))
                .use(Use.TRAINING, layer)
                .build();
    }

    /**
     * Hints by the fewest bits: fewer want larger steps, and less decay, which would work against
     * the steps (Esser et al. 2020, section 3: half at 3 bits, a quarter at 2).
     */
    static TrainingHints hints(Bits bits) {
        TrainingHints usual = TrainingHints.usual();
        switch (Math.min(bits.weight(), bits.activation())) {
            case 2:
                return usual.with(Optimizer.SGD, 0.04f).withWeightDecay(0.75e-4f).forFewLevels();
            case 3:
                return usual.with(Optimizer.SGD, 0.03f).withWeightDecay(1.5e-4f).forFewLevels();
            case 4:
                return usual.with(Optimizer.SGD, 0.02f).forFewLevels();
            default:
                return usual;
        }
    }
}
