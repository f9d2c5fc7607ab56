package io.github.djlqat.preset;

import io.github.djlqat.kernel.SignGradient;
import io.github.djlqat.network.Layer;
import io.github.djlqat.network.LayerRules;
import io.github.djlqat.network.LayerScheme;
import io.github.djlqat.preset.TrainingHints.Optimizer;
import io.github.djlqat.quant.WeightScheme;
import io.github.djlqat.quant.discrete.BinaryConnect;
import io.github.djlqat.quant.discrete.BinaryWeights;
import io.github.djlqat.quant.discrete.Sign;
import io.github.djlqat.quant.discrete.TernaryWeights;
import java.util.List;

/** Weights of few values that are no grid's, and inputs that are signs. */
final class DiscretePresets {

    private static final String BINARY_CONNECT =
            "Courbariaux, Bengio and David 2015, BinaryConnect: Training Deep Neural Networks with"
                    + " binary weights during propagations, arXiv 1511.00363";

    private static final String XNOR =
            "Rastegari et al. 2016, XNOR-Net: ImageNet Classification Using Binary Convolutional"
                    + " Neural Networks, arXiv 1603.05279";

    private static final TrainingHints BINARY =
            TrainingHints.usual()
                    .with(Optimizer.ADAM, 1e-3f)
                    .withEpochs(10)
                    .withWeightDecay(0)
                    .forFewLevels();

    /** Networks of signs start anew: what a float network knows is gone with its ReLUs. */
    private static final TrainingHints SIGNS = BINARY.with(Optimizer.ADAM, 1e-2f).withEpochs(12);

    private DiscretePresets() {}

    static List<Family> families() {
        return List.of(
                single(
                        "BinaryConnect",
                        "weights +-H, updates on the real weights, which are clipped",
                        BINARY_CONNECT,
                        BinaryConnect.deterministic()),
                Family.single(stochastic()),
                single("Bwn", "weights +-mean|w| of each filter", XNOR, new BinaryWeights()),
                Family.single(ternary()),
                Family.single(
                        signs(
                                "XnorNet",
                                "signs of weights and inputs; batch norm, sign, convolution",
                                XNOR,
                                Sign.XNOR)),
                Family.single(
                        signs(
                                "BiRealNet",
                                "signs; a shortcut around each convolution, smoother gradient",
                                "Liu et al. 2018, Bi-Real Net: Enhancing the Performance of 1-bit"
                                        + " CNNs, arXiv 1808.00278",
                                Sign.XNOR
                                        .withShortcuts(true)
                                        .withGradient(SignGradient.POLYNOMIAL))));
    }

    private static Family single(String name, String summary, String paper, WeightScheme weight) {
        return Family.single(preset(name, summary, paper, weight).build());
    }

    private static Preset.Builder preset(
            String name, String summary, String paper, WeightScheme weight) {
        return Preset.builder(name, Bits.of(weight.bits(), 8))
                .summary(summary + "; 8-bit activations")
                .paper(paper)
                .hints(BINARY)
                .use(Use.TRAINING, LayerScheme.ofWeight(weight));
    }

    /** Ends with signs, so that batch norm's statistics are those of inference. */
    private static Preset stochastic() {
        BinaryConnect random = BinaryConnect.stochastic(1);
        return preset(
                        "BinaryConnectStochastic",
                        "BinaryConnect, binarized at random in training but for its last tenth",
                        BINARY_CONNECT,
                        random)
                .bySteps(steps -> LayerScheme.ofWeight(random.until(steps * 9 / 10)))
                .build();
    }

    private static Preset ternary() {
        return Preset.builder("TernaryW2A8", Bits.of(2, 8))
                .summary("weights -a, 0 or a of each layer; 8-bit activations")
                .paper("Li, Zhang and Liu 2016, Ternary Weight Networks, arXiv 1605.04711")
                .hints(
                        TrainingHints.usual()
                                .with(Optimizer.SGD, 0.04f)
                                .withWeightDecay(1e-4f)
                                .forFewLevels())
                .use(Use.TRAINING, LayerScheme.ofWeight(new TernaryWeights()))
                .build();
    }

    /** Shortcut projections, which have a window of one, keep 8 bits: there is little to save. */
    private static Preset signs(String name, String summary, String paper, Sign sign) {
        LayerRules projections = LayerRules.none().when(Layer::isProjection, LayerScheme.USUAL);
        return Preset.builder(name, Bits.of(1, 1))
                .summary(summary)
                .paper(paper)
                .hints(SIGNS)
                .use(Use.TRAINING, LayerScheme.of(new BinaryWeights(), sign), projections)
                .build();
    }
}
