package io.github.djlqat.quant.learned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.listener.TrainingListenerAdapter;
import ai.djl.training.loss.Loss;
import ai.djl.training.tracker.Tracker;
import io.github.djlqat.network.LayerScheme;
import io.github.djlqat.network.Nets;
import io.github.djlqat.network.QuantizedNetwork;
import io.github.djlqat.quant.QuantizerBlock;
import io.github.djlqat.quant.discrete.SharedWeightQuantizer;
import io.github.djlqat.quant.discrete.SharedWeights;
import io.github.djlqat.training.CheckpointListener;
import io.github.djlqat.training.MomentumSgd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is learned and can no longer be used stops training, by the name of what it quantizes, and
 * is never saved over a checkpoint that can be used.
 */
class StoppedTrainingTest {

    private static final float NAN = Float.NaN;
    private static final float INFINITE = Float.POSITIVE_INFINITY;

    @TempDir private Path folder;

    /** Each scheme, the quantizer and the parameter to break, what with, and what is said. */
    static Stream<Arguments> cases() {
        LayerScheme lsq = LayerScheme.of(new Lsq(4, false), new Lsq(4, false));
        LayerScheme plus = LayerScheme.of(new LsqPlus(4, false), new LsqPlus(4, false));
        LayerScheme shared = LayerScheme.ofWeight(new SharedWeights(2).withRate(0.01f));
        String step = ": expected a learned step above 0, found ";
        String offset = ": expected a finite learned offset, found ";
        String entry = ": codebook entry 0: expected a finite number, found ";
        return Stream.of(
                Arguments.of(lsq, StepWeights.class, "step", 0f, step + "0.0"),
                Arguments.of(lsq, StepWeights.class, "step", -0.5f, step + "-0.5"),
                Arguments.of(lsq, StepWeights.class, "step", NAN, step + "NaN"),
                Arguments.of(lsq, StepValues.class, "step", NAN, step + "NaN"),
                Arguments.of(plus, OffsetValues.class, "offset", NAN, offset + "NaN"),
                Arguments.of(plus, OffsetValues.class, "offset", INFINITE, offset + "Infinity"),
                Arguments.of(shared, SharedWeightQuantizer.class, "centroids", NAN, entry + "NaN"),
                Arguments.of(
                        shared,
                        SharedWeightQuantizer.class,
                        "centroids",
                        0f,
                        ": codebook: expected an entry other than 0, found 0.0 as the largest"));
    }

    /** Breaks a parameter when an epoch is over, just before the checkpoint is written. */
    private static final class Breaking extends TrainingListenerAdapter {

        private Runnable atEpoch = () -> {};

        @Override
        public void onEpoch(Trainer trainer) {
            atEpoch.run();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatCannotBeUsedStopsTrainingAndLeavesTheCheckpoint(
            LayerScheme scheme,
            Class<? extends QuantizerBlock> kind,
            String name,
            float bad,
            String message)
            throws Exception {
        Engine.getEngine("PyTorch").setRandomSeed(5);
        Path file = folder.resolve("checkpoint.bin");
        try (Model model = Model.newInstance("stopped", "PyTorch")) {
            NDManager manager = model.getNDManager();
            QuantizedNetwork network = LearnedNetworks.prepare(Nets.mobileNet(), scheme, manager);
            model.setBlock(network);
            MomentumSgd optimizer =
                    MomentumSgd.builder().setLearningRate(Tracker.fixed(0.01f)).build();
            Breaking breaking = new Breaking();
            DefaultTrainingConfig config =
                    new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                            .optOptimizer(optimizer)
                            .addTrainingListeners(
                                    breaking,
                                    CheckpointListener.builder()
                                            .setFile(file)
                                            .setOptimizer(optimizer)
                                            .build());
            ArrayDataset data = data(manager);
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(LearnedNetworks.SHAPE);
                EasyTrain.fit(trainer, 1, data, null);
                byte[] saved = Files.readAllBytes(file);
                QuantizerBlock quantizer = LearnedNetworks.first(network, kind);
                Parameter learned = quantizer.getDirectParameters().get(name);
                String expected = quantizer.tensor() + message;

                breaking.atEpoch = () -> fill(learned, bad);
                assertThatThrownBy(() -> EasyTrain.fit(trainer, 1, data, null))
                        .as("saved")
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith(expected);
                assertThat(file).hasBinaryContent(saved);

                breaking.atEpoch = () -> {};
                assertThatThrownBy(() -> EasyTrain.fit(trainer, 1, data, null))
                        .as("trained")
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith(expected);
                assertThat(file).hasBinaryContent(saved);
            }
        }
    }

    private static void fill(Parameter parameter, float value) {
        float[] values = parameter.getArray().toFloatArray();
        Arrays.fill(values, value);
        LearnedStep.set(parameter, values);
    }

    private static ArrayDataset data(NDManager manager) {
        NDArray images = Nets.images(manager, 8, LearnedNetworks.SHAPE).singletonOrThrow();
        return new ArrayDataset.Builder()
                .setData(images)
                .optLabels(manager.arange(8f))
                .setSampling(4, false)
                .build();
    }
}
