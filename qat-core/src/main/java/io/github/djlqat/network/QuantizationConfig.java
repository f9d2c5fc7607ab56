package io.github.djlqat.network;

import io.github.djlqat.quant.QuantSpec;
import io.github.djlqat.quant.ValueScheme;
import io.github.djlqat.quant.observer.ObserverSettings;
import io.github.djlqat.quant.observer.ObserverSettings.Kind;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a network is quantized.
 *
 * @param activation of every value that is not a weight; whether it is unsigned is decided for each
 *     by what computes it
 * @param weight of convolutions; symmetric
 * @param linearWeight of linear layers; symmetric
 * @param simulation how the network evaluates
 * @param layers which layers are quantized otherwise
 * @param gradientBits of the gradients that training passes back through layers with weights (Zhou
 *     et al. 2016, equation 12): 2 to 8, or 0 for floating point
 * @param gradientSeed of the gradients' stochastic rounding
 * @param values how values are quantized that are not weights, where not observed as {@code
 *     activation} says
 * @param exactBatchNorm whether a batch norm that cannot be folded becomes one multiplication,
 *     addition and shift without any loss of output (Lin et al. 2020), a custom operator; else it
 *     is a depthwise convolution of 1x1, which any TFLite runtime has and which rounds its bias
 */
public record QuantizationConfig(
        QuantSpec activation,
        QuantSpec weight,
        QuantSpec linearWeight,
        Simulation simulation,
        LayerRules layers,
        int gradientBits,
        long gradientSeed,
        Optional<ValueScheme> values,
        boolean exactBatchNorm) {

    /** Checks the specs. */
    public QuantizationConfig {
        if (gradientBits != 0 && (gradientBits < 2 || gradientBits > 8)) {
            throw new IllegalArgumentException(
                    "gradientBits: expected 2 to 8, or 0 for floating point, found "
                            + gradientBits);
        }
        Objects.requireNonNull(simulation, "simulation");
        Objects.requireNonNull(layers, "layers");
        Objects.requireNonNull(values, "values");
        if (activation.isPerChannel() || activation.scheme() != QuantSpec.Scheme.AFFINE) {
            throw new IllegalArgumentException(
                    "activation: expected affine and per tensor, found " + activation);
        }
        requireSymmetric("weight", weight);
        requireSymmetric("linearWeight", linearWeight);
    }

    /** All layers alike. */
    public QuantizationConfig(
            QuantSpec activation, QuantSpec weight, QuantSpec linearWeight, Simulation simulation) {
        this(
                activation,
                weight,
                linearWeight,
                simulation,
                LayerRules.none(),
                0,
                0,
                Optional.empty(),
                false);
    }

    private static void requireSymmetric(String what, QuantSpec spec) {
        if (spec.scheme() != QuantSpec.Scheme.SYMMETRIC || !spec.narrow() || spec.axis() != 0) {
            throw new IllegalArgumentException(
                    what + ": expected symmetric, narrow, channels along axis 0, found " + spec);
        }
    }

    /**
     * Returns int8 for training: activations follow a moving average, weights have a scale for each
     * output channel and follow their own maximum.
     */
    public static QuantizationConfig int8() {
        return new QuantizationConfig(
                QuantSpec.int8Activation(),
                QuantSpec.int8Weight(),
                QuantSpec.int8Weight(),
                Simulation.DOUBLE);
    }

    /** Returns int8 for calibration without training: activations take all values seen. */
    public static QuantizationConfig int8PostTraining() {
        return int8().withObserver(ObserverSettings.of(Kind.MIN_MAX));
    }

    /** Returns this with another observer of activations. */
    public QuantizationConfig withObserver(ObserverSettings observer) {
        return with(c -> c.activation = activation.withObserver(observer));
    }

    /** Returns this with another evaluation. */
    public QuantizationConfig withSimulation(Simulation value) {
        return with(c -> c.simulation = value);
    }

    /** Returns this with other rules for layers. */
    public QuantizationConfig withLayers(LayerRules value) {
        return with(c -> c.layers = value);
    }

    /** Returns this with one scale for all of a linear layer's weights, as older runtimes need. */
    public QuantizationConfig withPerTensorLinear() {
        return with(c -> c.linearWeight = linearWeight.perTensor());
    }

    /**
     * Returns this with gradients of so many bits. To be trained with {@code
     * training.quantized.QuantizedTraining} instead of EasyTrain.
     *
     * @param bits 2 to 8, or 0 for floating point
     */
    public QuantizationConfig withGradientBits(int bits) {
        return with(c -> c.gradientBits = bits);
    }

    /** Returns this with another seed of the gradients' stochastic rounding. */
    public QuantizationConfig withGradientSeed(long seed) {
        return with(c -> c.gradientSeed = seed);
    }

    /** Returns this with values quantized by a scheme where no layer's rule says otherwise. */
    public QuantizationConfig withValues(ValueScheme scheme) {
        return with(c -> c.values = Optional.of(scheme));
    }

    /** Returns this with batch norms that stand alone computed exactly, or not. */
    public QuantizationConfig withExactBatchNorm(boolean value) {
        return with(c -> c.exactBatchNorm = value);
    }

    private QuantizationConfig with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.config();
    }

    /** The components, to change one of. */
    private static final class Copy {
        private QuantSpec activation;
        private final QuantSpec weight;
        private QuantSpec linearWeight;
        private Simulation simulation;
        private LayerRules layers;
        private int gradientBits;
        private long gradientSeed;
        private Optional<ValueScheme> values;
        private boolean exactBatchNorm;

        Copy(QuantizationConfig from) {
            activation = from.activation;
            weight = from.weight;
            linearWeight = from.linearWeight;
            simulation = from.simulation;
            layers = from.layers;
            gradientBits = from.gradientBits;
            gradientSeed = from.gradientSeed;
            values = from.values;
            exactBatchNorm = from.exactBatchNorm;
        }

        QuantizationConfig config() {
            return new QuantizationConfig(
                    activation,
                    weight,
                    linearWeight,
                    simulation,
                    layers,
                    gradientBits,
                    gradientSeed,
                    values,
                    exactBatchNorm);
        }
    }
}
