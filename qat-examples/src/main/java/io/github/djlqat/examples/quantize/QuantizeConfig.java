package io.github.djlqat.examples.quantize;

import io.github.djlqat.examples.train.TrainConfig;
import io.github.djlqat.network.QuantizationConfig;
import io.github.djlqat.network.Simulation;
import io.github.djlqat.quant.observer.ObserverSettings;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import java.util.Optional;

/**
 * The recipe of a quantization.
 *
 * @param method after training or by training
 * @param network how the network is quantized
 * @param calibrationImages how many training images show the ranges before anything else, at least
 *     1
 * @param training how to train on, and the output folder; its training part is ignored by PTQ
 * @param runtime how the integer runtime computes
 * @param parityImages how many test images are compared code by code, 0 for none
 */
public record QuantizeConfig(
        Method method,
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
     * Returns the usual recipe.
     *
     * @param observer of activations; empty for the usual one of the method
     */
    public static QuantizeConfig of(
            Method method,
            Optional<ObserverSettings.Kind> observer,
            TrainConfig training,
            LoadOptions runtime) {
        QuantizationConfig network =
                method == Method.PTQ
                        ? QuantizationConfig.int8PostTraining()
                        : QuantizationConfig.int8();
        if (observer.isPresent()) {
            network = network.withObserver(ObserverSettings.of(observer.get()));
        }
        Simulation simulation =
                runtime.rounding() == RoundingMode.SINGLE ? Simulation.SINGLE : Simulation.DOUBLE;
        return new QuantizeConfig(
                method, network.withSimulation(simulation), 1024, training, runtime, 200);
    }

    /** Returns this with other numbers of images. */
    public QuantizeConfig withImages(int calibration, int parity) {
        return new QuantizeConfig(method, network, calibration, training, runtime, parity);
    }

    /** Returns this with another network. */
    public QuantizeConfig withNetwork(QuantizationConfig value) {
        return new QuantizeConfig(
                method, value, calibrationImages, training, runtime, parityImages);
    }
}
