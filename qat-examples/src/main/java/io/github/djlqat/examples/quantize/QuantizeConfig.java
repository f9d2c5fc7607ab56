package io.github.djlqat.examples.quantize;

import io.github.djlqat.examples.train.TrainConfig;
import io.github.djlqat.network.QuantizationConfig;
import io.github.djlqat.network.Simulation;
import io.github.djlqat.preset.Preset;
import io.github.djlqat.preset.Presets;
import io.github.djlqat.quant.observer.ObserverSettings;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import java.util.Optional;

/**
 * The recipe of a quantization.
 *
 * @param method after training or by training
 * @param preset what it is called, and when what is frozen
 * @param network how the network is quantized
 * @param calibrationImages how many training images show the ranges before anything else, at least
 *     1
 * @param training how to train on, and the output folder; its training part is ignored by PTQ
 * @param runtime how the integer runtime computes
 * @param parityImages how many test images are compared code by code, 0 for none
 */
public record QuantizeConfig(
        Method method,
        Preset preset,
        QuantizationConfig network,
        int calibrationImages,
        TrainConfig training,
        LoadOptions runtime,
        int parityImages) {

    /** Checks the counts. */
    public QuantizeConfig {
        if (calibrationImages < 1) {
            throw new IllegalArgumentException(
                    "calibration images: expected at least 1, found " + calibrationImages);
        }
        if (parityImages < 0) {
            throw new IllegalArgumentException(
                    "parity images: expected 0 or more, found " + parityImages);
        }
    }

    /**
     * Returns the recipe of a preset.
     *
     * @param runtime whose rounding the network's simulation follows
     * @throws IllegalArgumentException if the preset is not meant for the method
     */
    public static QuantizeConfig of(
            Method method, Preset preset, TrainConfig training, LoadOptions runtime) {
        Simulation simulation =
                runtime.rounding() == RoundingMode.SINGLE ? Simulation.SINGLE : Simulation.DOUBLE;
        QuantizationConfig network = preset.config(method.use()).withSimulation(simulation);
        if (network.gradientBits() != 0) {
            network = network.withGradientSeed(training.seed());
        }
        return new QuantizeConfig(method, preset, network, 1024, training, runtime, 200);
    }

    /**
     * Returns the usual recipe: 8 bits.
     *
     * @param observer of activations; empty for the usual one of the method
     */
    public static QuantizeConfig of(
            Method method,
            Optional<ObserverSettings.Kind> observer,
            TrainConfig training,
            LoadOptions runtime) {
        QuantizeConfig config = of(method, Presets.of("Int8"), training, runtime);
        return observer.map(
                        kind ->
                                config.withNetwork(
                                        config.network().withObserver(ObserverSettings.of(kind))))
                .orElse(config);
    }

    /** Returns this with other numbers of images. */
    public QuantizeConfig withImages(int calibration, int parity) {
        return new QuantizeConfig(method, preset, network, calibration, training, runtime, parity);
    }

    /** Returns this with another network. */
    public QuantizeConfig withNetwork(QuantizationConfig value) {
        return new QuantizeConfig(
                method, preset, value, calibrationImages, training, runtime, parityImages);
    }

    /** Returns method and preset as one text, by which a run is told from another. */
    public String recipe() {
        return method.id() + " " + preset;
    }
}
