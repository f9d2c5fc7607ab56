package io.github.djlqat.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.loss.Loss;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints in DJL's own training loop. */
class CheckpointListenerTest {

    private static final Shape INPUT = new Shape(8, 5);
    private static final int EPOCHS = 4;

    private final NDManager manager = NDManager.newBaseManager();
    @TempDir private Path folder;

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void easyTrainGoesOnAtTheEpoch() throws Exception {
        float[] whole = fit(folder.resolve("whole.bin"), EPOCHS, 0.1f);
        Path file = folder.resolve("parts.bin");
        fit(file, 2, 0.1f);
        assertThat(Checkpoint.read(file).position()).isEqualTo(new Checkpoint.Position(2, 0, 9));
        assertThat(fit(file, EPOCHS, 0.1f)).containsExactly(whole);
        assertThat(Checkpoint.read(file).position().epoch()).isEqualTo(EPOCHS);
    }

    @Test
    void trainingStopsWhenACheckpointCannotBeSaved() {
        Path nowhere = folder.resolve("missing/c.bin");
        assertThatThrownBy(() -> fit(nowhere, 1, 0.1f))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("checkpoint " + nowhere + " could not be saved");
    }

    @Test
    void anotherSeedIsRefused() throws Exception {
        Path file = folder.resolve("c.bin");
        fit(file, 1, 0.1f);
        CheckpointListener listener =
                CheckpointListener.builder()
                        .setFile(file)
                        .setOptimizer(sgd(0.1f))
                        .optSeed(10)
                        .build();
        try (Model model = model()) {
            DefaultTrainingConfig config =
                    new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss());
            assertThatThrownBy(() -> listener.resume(model, config, INPUT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected seed 9")
                    .hasMessageContaining("found 10");
        }
    }

    @Test
    void aLossThatIsNotFiniteStopsBeforeTheWeightsChange() throws Exception {
        Path file = folder.resolve("c.bin");
        assertThatThrownBy(() -> fit(file, 3, 1e30f))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected a finite loss, found")
                .hasMessageContaining("lower the learning rate");
        assertThat(Files.exists(file)).as("no epoch was complete").isFalse();
    }

    @Test
    void theMeterSumsOverAnEpoch() throws Exception {
        EpochMeter meter = new EpochMeter();
        List<String> seen = new ArrayList<>();
        ProgressListener.View view =
                new ProgressListener.View() {
                    @Override
                    public void epochBegan(int epoch, int epochs, int batches) {
                        seen.add("began " + epoch + "/" + epochs + " of " + batches);
                    }

                    @Override
                    public void batchTrained(int done, double loss, double accuracy) {
                        seen.add("batch " + done);
                        assertThat(loss).isPositive();
                        assertThat(accuracy).isBetween(0.0, 1.0);
                    }

                    @Override
                    public void epochEnded() {
                        seen.add("ended");
                    }
                };
        StatefulOptimizer optimizer = sgd(0.1f);
        CheckpointListener checkpoints = listener(folder.resolve("c.bin"), optimizer);
        try (Model model = model();
                Trainer trainer =
                        model.newTrainer(
                                new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                                        .optOptimizer(optimizer)
                                        .addTrainingListeners(
                                                meter,
                                                new ProgressListener(view, meter, 2, 3),
                                                checkpoints))) {
            trainer.initialize(INPUT);
            EasyTrain.fit(trainer, 2, data(), data());
        }
        assertThat(seen)
                .containsExactly(
                        "began 1/2 of 3",
                        "batch 1",
                        "batch 2",
                        "batch 3",
                        "ended",
                        "began 2/2 of 3",
                        "batch 1",
                        "batch 2",
                        "batch 3",
                        "ended");
        assertThat(meter.trainingLoss()).as("reset after the epoch").isNaN();
    }

    /** Trains up to an epoch, from the file if it is there, and returns all parameters. */
    private float[] fit(Path file, int epochs, float rate) throws Exception {
        Engine.getInstance().setRandomSeed(3);
        StatefulOptimizer optimizer = sgd(rate);
        CheckpointListener checkpoints = listener(file, optimizer);
        try (Model model = model()) {
            DefaultTrainingConfig config =
                    new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                            .optOptimizer(optimizer)
                            .addTrainingListeners(new EpochMeter(), checkpoints);
            checkpoints.resume(model, config, INPUT);
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(INPUT);
                EasyTrain.fit(trainer, epochs - checkpoints.position().epoch(), data(), null);
            }
            float[] all = new float[0];
            for (var pair : model.getBlock().getParameters()) {
                float[] values = pair.getValue().getArray().toFloatArray();
                int old = all.length;
                all = java.util.Arrays.copyOf(all, old + values.length);
                System.arraycopy(values, 0, all, old, values.length);
            }
            return all;
        }
    }

    private static CheckpointListener listener(Path file, StatefulOptimizer optimizer) {
        return CheckpointListener.builder()
                .setFile(file)
                .setOptimizer(optimizer)
                .optSeed(9)
                .build();
    }

    private static StatefulOptimizer sgd(float rate) {
        return MomentumSgd.builder()
                .setLearningRate(new CosineSchedule(rate, 0, 0, 3 * EPOCHS))
                .build();
    }

    private static Model model() {
        Model model = Model.newInstance("tiny");
        model.setBlock(
                new SequentialBlock()
                        .add(Linear.builder().setUnits(6).build())
                        .add(BatchNorm.builder().build())
                        .add(Activation.reluBlock())
                        .add(Linear.builder().setUnits(3).build()));
        return model;
    }

    private ArrayDataset data() {
        float[] values = new float[24 * 5];
        long[] labels = new long[24];
        for (int i = 0; i < 24; i++) {
            labels[i] = i % 3;
            for (int j = 0; j < 5; j++) {
                values[i * 5 + j] = (float) Math.sin(i * 7 + j * (1 + labels[i]));
            }
        }
        NDArray images = manager.create(values, new Shape(24, 5));
        NDArray classes = manager.create(labels).toType(DataType.INT64, false);
        return new ArrayDataset.Builder()
                .setData(images)
                .optLabels(classes)
                .setSampling(8, false)
                .build();
    }
}
