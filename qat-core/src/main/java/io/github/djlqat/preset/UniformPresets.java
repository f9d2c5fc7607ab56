package io.github.djlqat.preset;

import io.github.djlqat.kernel.Rounding;
import io.github.djlqat.network.LayerRules;
import io.github.djlqat.network.LayerScheme;
import io.github.djlqat.network.QuantizationConfig;
import io.github.djlqat.network.Simulation;
import io.github.djlqat.quant.LeastSquares;
import io.github.djlqat.quant.Observed;
import io.github.djlqat.quant.QuantSpec;
import io.github.djlqat.quant.learned.QFormat;
import io.github.djlqat.quant.observer.ObserverSettings;
import io.github.djlqat.quant.observer.ObserverSettings.Kind;
import java.util.List;

/** Uniform grids whose ranges are observed. */
final class UniformPresets {

    private static final String JACOB =
            "Jacob et al. 2018, Quantization and Training of Neural Networks for Efficient"
                    + " Integer-Arithmetic-Only Inference, arXiv 1712.05877";

    private static final String KRISHNAMOORTHI =
            "Krishnamoorthi 2018, Quantizing deep convolutional networks for efficient inference,"
                    + " arXiv 1806.08342";

    private static final String TQT =
            "Jain et al. 2020, Trained Quantization Thresholds for Accurate and Efficient"
                    + " Fixed-Point Inference of Deep Neural Networks, arXiv 1903.08066";

    private static final String Q_FORMAT =
            "Lin, Talathi and Annapureddy 2016, Fixed Point Quantization of Deep Convolutional"
                    + " Networks, arXiv 1511.06393";

    private UniformPresets() {}

    static List<Family> families() {
        return List.of(
                Family.single(int8()),
                new Family(
                        "Int8G#",
                        List.of(Family.GRADIENT_BITS),
                        List.of(List.of(8)),
                        n -> int8(n.get(0))),
                Family.weightsAndActivations(
                        "UniformW#A#", List.of(4, 3, 2), UniformPresets::uniform),
                Family.single(qFormat("QFormat", false)),
                Family.single(qFormat("QFormatLearned", true)));
    }

    /** All weights and values, so that every rescaling is a shift, rounded once. */
    private static Preset qFormat(String name, boolean learned) {
        QFormat format = new QFormat(8, false, learned, Rounding.NEAREST);
        LayerScheme layer = LayerScheme.ofWeight(format);
        Preset.Builder builder =
                Preset.builder(name, Bits.of(8, 8))
                        .summary(
                                "scales that are powers of two, "
                                        + (learned ? "learned" : "from the ranges")
                                        + ", in all layers")
                        .paper(learned ? TQT : Q_FORMAT)
                        .ownEnds()
                        .use(
                                Use.TRAINING,
                                shifts(QuantizationConfig.int8(), format),
                                layer,
                                LayerRules.none());
        if (!learned) {
            builder.use(
                    Use.POST_TRAINING,
                    shifts(QuantizationConfig.int8PostTraining(), format),
                    layer,
                    LayerRules.none());
        }
        return builder.build();
    }

    private static QuantizationConfig shifts(QuantizationConfig config, QFormat format) {
        return config.withValues(format).withSimulation(Simulation.SINGLE);
    }

    private static Preset int8() {
        return Preset.builder("Int8", Bits.of(8, 8))
                .summary("8-bit weights per channel, 8-bit activations, observed ranges")
                .paper(JACOB)
                .use(Use.POST_TRAINING, LayerScheme.USUAL)
                .use(Use.TRAINING, LayerScheme.USUAL)
                .build();
    }

    private static Preset int8(int gradient) {
        QuantizationConfig network = QuantizationConfig.int8().withGradientBits(gradient);
        return Preset.builder("Int8G" + gradient, new Bits(8, 8, gradient))
                .summary("Int8 with gradients of few bits, rounded at random")
                .paper(Family.GRADIENT_PAPER)
                .use(Use.TRAINING, network, LayerScheme.USUAL, LayerRules.none())
                .build();
    }

    private static Preset uniform(Bits bits) {
        QuantSpec activation = QuantSpec.activation(bits.activation());
        LayerScheme after =
                LayerScheme.of(
                        new LeastSquares(bits.weight()),
                        new Observed(activation.withObserver(ObserverSettings.of(Kind.MSE))));
        LayerScheme training =
                LayerScheme.of(
                        new Observed(QuantSpec.weight(bits.weight())), new Observed(activation));
        float rate = bits.weight() < 4 || bits.activation() < 4 ? 0.04f : 0.02f;
        return Preset.builder("Uniform" + bits, bits)
                .summary("uniform grids; ranges by least squares after training, observed in it")
                .paper(KRISHNAMOORTHI)
                .hints(TrainingHints.usual().with(TrainingHints.Optimizer.SGD, rate))
                .use(Use.POST_TRAINING, after)
                .use(Use.TRAINING, training)
                .build();
    }
}
