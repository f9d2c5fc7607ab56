package io.github.djlqat.preset;

import io.github.djlqat.network.Layer;
import io.github.djlqat.network.LayerRules;
import io.github.djlqat.network.LayerScheme;
import io.github.djlqat.network.QuantizationConfig;
import io.github.djlqat.preset.TrainingHints.Optimizer;
import io.github.djlqat.quant.learned.DoReFa;
import io.github.djlqat.quant.learned.FixedClip;
import io.github.djlqat.quant.learned.Lsq;
import io.github.djlqat.quant.learned.LsqPlus;
import io.github.djlqat.quant.learned.Pact;
import java.util.List;

/** Uniform grids whose ranges are learned or clipped. */
final class LearnedPresets {

    private static final String LSQ =
            "Esser et al. 2020, Learned Step Size Quantization, arXiv 1902.08153";

    /**
     * DoReFa's weights lose their magnitude; projections often have no batch norm to restore it.
     */
    private static final LayerRules PROJECTIONS =
            LayerRules.none().when(Layer::isProjection, LayerScheme.USUAL);

    private static final String LSQ_PLUS =
            "Bhalgat et al. 2020, LSQ+: Improving low-bit quantization through learnable offsets and"
                    + " better initialization, arXiv 2004.09576";

    private static final String PACT =
            "Choi et al. 2018, PACT: Parameterized Clipping Activation for Quantized Neural"
                    + " Networks, arXiv 1805.06085";

    private static final String DOREFA =
            "Zhou et al. 2016, DoReFa-Net: Training Low Bitwidth Convolutional Neural Networks with"
                    + " Low Bitwidth Gradients, arXiv 1606.06160";

    private LearnedPresets() {}

    static List<Family> families() {
        return List.of(
                Family.weightsAndActivations(
                        "LsqW#A#", List.of(8, 4, 3, 2), bits -> lsq("Lsq", bits, false)),
                Family.weightsAndActivations(
                        "LsqPerChannelW#A#", List.of(4), bits -> lsq("LsqPerChannel", bits, true)),
                Family.withGradients(
                        "LsqW#A#G#", List.of(4, 4, 6), bits -> lsq("Lsq", bits, false)),
                Family.weightsAndActivations("LsqPlusW#A#", List.of(4, 2), LearnedPresets::lsqPlus),
                Family.weightsAndActivations("PactW#A#", List.of(4), LearnedPresets::pact),
                Family.weightsAndActivations("DoReFaW#A#", List.of(4), LearnedPresets::doReFa),
                Family.withGradients("DoReFaW#A#G#", List.of(4, 4, 6), LearnedPresets::doReFa));
    }

    private static Preset lsqPlus(Bits bits) {
        LayerScheme layer =
                LayerScheme.of(
                        new LsqPlus(bits.weight(), false), new LsqPlus(bits.activation(), false));
        return preset(
                "LsqPlus",
                bits,
                "learned step sizes, and offsets of signed inputs",
                LSQ_PLUS,
                layer,
                LayerRules.none());
    }

    /** The paper's weights are DoReFa's. */
    private static Preset pact(Bits bits) {
        LayerScheme layer = LayerScheme.of(new DoReFa(bits.weight()), new Pact(bits.activation()));
        return preset(
                "Pact",
                bits,
                "learned clip of inputs, decayed; weights as DoReFa's",
                PACT,
                layer,
                PROJECTIONS);
    }

    private static Preset doReFa(Bits bits) {
        LayerScheme layer =
                LayerScheme.of(new DoReFa(bits.weight()), new FixedClip(bits.activation()));
        return preset(
                "DoReFa",
                bits,
                "weights within -1..1 by a tangent, inputs clipped where they start",
                DOREFA,
                layer,
                PROJECTIONS);
    }

    private static Preset lsq(String name, Bits bits, boolean perChannel) {
        LayerScheme layer =
                LayerScheme.of(
                        new Lsq(bits.weight(), perChannel), new Lsq(bits.activation(), false));
        return preset(
                name,
                bits,
                perChannel
                        ? "learned step sizes, one for each filter"
                        : "learned step sizes, one for a layer's weights, one for its input",
                LSQ,
                layer,
                LayerRules.none());
    }

    private static Preset preset(
            String name,
            Bits bits,
            String summary,
            String paper,
            LayerScheme layer,
            LayerRules rules) {
        boolean gradients = bits.gradient() != Bits.FLOAT;
        QuantizationConfig network =
                QuantizationConfig.int8().withGradientBits(gradients ? bits.gradient() : 0);
        return Preset.builder(name + bits, bits)
                .summary(gradients ? summary + "; gradients rounded at random" : summary)
                .paper(gradients ? paper + "; " + Family.GRADIENT_PAPER : paper)
                .hints(hints(bits))
                .use(Use.TRAINING, network, layer, rules)
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
