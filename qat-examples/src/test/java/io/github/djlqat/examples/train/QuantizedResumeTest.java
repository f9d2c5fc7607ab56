package io.github.djlqat.examples.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListenerAdapter;
import io.github.djlqat.Qat;
import io.github.djlqat.examples.data.DataRequest;
import io.github.djlqat.examples.data.DataSource;
import io.github.djlqat.examples.data.Datasets;
import io.github.djlqat.examples.model.Models;
import io.github.djlqat.examples.train.TrainConfig.ExistingRun;
import io.github.djlqat.examples.train.TrainConfig.OptimizerKind;
import io.github.djlqat.network.QuantizationConfig;
import io.github.djlqat.network.QuantizedNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A quantized network that was stopped goes on to the same bits: its quantizers, and the noise of
 * its gradients' rounding.
 */
class QuantizedResumeTest {

    private static final Shape INPUT = new Shape(1, 3, 32, 32);

    @TempDir private Path folder;

    @Test
    void quantizersAreRestored() throws Exception {
        TrainConfig whole = config("whole", 0);
        TrainConfig stopped = config("stopped", 3);
        TrainResult expected = train(whole, Integer.MAX_VALUE, 1);

        assertThatThrownBy(() -> train(stopped, 8, 1)).hasMessage("stopped");
        // Other calibration images: what was not restored would differ.
        TrainResult found =
                train(
                        stopped.toBuilder().optExisting(ExistingRun.RESUME).build(),
                        Integer.MAX_VALUE,
                        2);

        assertThat(Files.readAllBytes(found.weights()))
                .isEqualTo(Files.readAllBytes(expected.weights()));
        assertThat(found.last().trainLoss()).isEqualTo(expected.last().trainLoss());
        assertThat(found.last().testLoss()).isEqualTo(expected.last().testLoss());
    }

    private TrainConfig config(String name, int every) {
        return TinyJob.config(folder.resolve(name), OptimizerKind.SGD, every);
    }

    private static TrainResult train(TrainConfig config, int stopAt, long calibrationSeed)
            throws Exception {
        EngineThreads.set(1);
        DataSource data = data(1);
        try (Model model = Model.newInstance(config.name())) {
            Engine.getInstance().setRandomSeed(1);
            Block block = Models.create("lenet", 10, INPUT);
            block.initialize(model.getNDManager(), model.getDataType(), INPUT);
            QuantizationConfig quantization = QuantizationConfig.int8().withGradientBits(6);
            QuantizedNetwork network = Qat.prepare(block, quantization, INPUT);
            try (NDManager manager = model.getNDManager().newSubManager()) {
                Qat.calibrate(network, data(calibrationSeed).calibrationBatches(10), manager, 1);
            }
            model.setBlock(network);
            return TrainJob.builder()
                    .setConfig(config)
                    .setModel(model)
                    .setTrain(data.trainBatches(config.batchSize(), config.seed()))
                    .optTest(data.testBatches(20))
                    .addListeners(new FreezeAndStop(network, stopAt))
                    .build()
                    .run();
        }
    }

    private static DataSource data(long seed) throws Exception {
        return Datasets.open(
                DataRequest.of("shapes", null).withImages(10 * TinyJob.BATCHES, 20).withSeed(seed));
    }

    /** Freezes the observers in the first epoch, and stops at a batch. */
    private static final class FreezeAndStop extends TrainingListenerAdapter {

        private final QuantizedNetwork network;
        private final int stopAt;
        private int done;

        FreezeAndStop(QuantizedNetwork network, int stopAt) {
            this.network = network;
            this.stopAt = stopAt;
        }

        @Override
        public void onTrainingBatch(Trainer trainer, BatchData batchData) {
            done++;
            if (done == stopAt) {
                throw new IllegalStateException("stopped");
            }
            if (done == 2) {
                network.freezeObservers();
            }
        }
    }
}
