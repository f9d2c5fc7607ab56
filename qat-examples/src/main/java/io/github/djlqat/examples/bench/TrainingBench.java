package io.github.djlqat.examples.bench;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.Batchifier;
import io.github.djlqat.Qat;
import io.github.djlqat.examples.output.TextTable;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.network.QuantizationConfig;
import io.github.djlqat.network.QuantizedNetwork;
import io.github.djlqat.preset.Presets;
import io.github.djlqat.preset.Use;
import io.github.djlqat.training.quantized.QuantizedTraining;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Time of a training step: in float, with fake quantization, with learned steps, and with 8-bit
 * gradients too.
 */
public final class TrainingBench {

    private final Interleaved measure;
    private final int batch;
    private final ProgressDisplay display;
    private final TextTable table =
            new TextTable("network", "batch", "<step", "ms", "<80 % within", "x float");
    private final List<Map<String, Object>> json = new ArrayList<>();

    /**
     * Prepares the benchmark.
     *
     * @param batch the images of a step
     */
    public TrainingBench(Interleaved measure, int batch, ProgressDisplay display) {
        this.measure = measure;
        this.batch = batch;
        this.display = display;
    }

    /** Measures one network. */
    public void run(BenchModel network) {
        try (NDManager manager = NDManager.newBaseManager();
                Step floats = new Step(manager, network.block(manager, 10), network);
                Step int8 = new Step(manager, quantized(manager, network, "Int8"), network);
                Step learned = new Step(manager, quantized(manager, network, "LsqW4A4"), network);
                Step gradients =
                        new Step(manager, quantized(manager, network, "Int8G8"), network)) {
            List<Timing> timings =
                    measure.measure(
                            network.label() + " step",
                            display,
                            List.of(floats::run, int8::run, learned::run, gradients::run));
            add(network, "float", timings.get(0), timings.get(0));
            add(network, "Int8", timings.get(1), timings.get(0));
            add(network, "LsqW4A4", timings.get(2), timings.get(0));
            add(network, "Int8G8", timings.get(3), timings.get(0));
        }
    }

    private static Block quantized(NDManager manager, BenchModel network, String preset) {
        QuantizationConfig config = Presets.of(preset).config(Use.TRAINING);
        QuantizedNetwork block = Qat.prepare(network.block(manager, 10), config, network.input(1));
        NDArray images = manager.randomNormal(0, 1, network.input(8), DataType.FLOAT32);
        Qat.calibrate(block, List.of(new NDList(images)));
        return block;
    }

    private void add(BenchModel network, String step, Timing timing, Timing floats) {
        double ratio = 1 / timing.timesFasterThan(floats);
        table.row(
                network.label(),
                batch,
                step,
                timing.milliseconds(),
                timing.spread(),
                String.format(Locale.ROOT, "%.2f", ratio));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("network", network.label());
        row.put("step", step);
        row.put("batch", batch);
        row.put("medianMs", timing.median() / 1e6);
        row.put("ratio", ratio);
        json.add(row);
    }

    /** Returns what was measured so far, for JSON. */
    public List<Map<String, Object>> json() {
        return List.copyOf(json);
    }

    /** Returns what was measured so far, as a table. */
    public TextTable table() {
        return table;
    }

    /** A trainer and one batch's values, in a new batch for each step, as training has it. */
    private final class Step implements AutoCloseable {

        private final Model model = Model.newInstance("bench");
        private final Trainer trainer;
        private final NDManager data;
        private final NDArray images;
        private final NDArray labels;

        Step(NDManager manager, Block block, BenchModel network) {
            model.setBlock(block);
            Optimizer sgd =
                    Optimizer.sgd()
                            .setLearningRateTracker(Tracker.fixed(0.001f))
                            .optMomentum(0.9f)
                            .build();
            trainer =
                    model.newTrainer(
                            new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                                    .optOptimizer(sgd));
            trainer.initialize(network.input(batch));
            data = manager.newSubManager();
            images = data.randomNormal(0, 1, network.input(batch), DataType.FLOAT32);
            labels = data.randomInteger(0, 10, new Shape(batch), DataType.INT64);
        }

        void run() {
            NDManager step = data.newSubManager();
            // what a step makes hangs on its batch and goes with it
            try (Batch once =
                    new Batch(
                            step,
                            copy(images, step),
                            copy(labels, step),
                            batch,
                            Batchifier.STACK,
                            Batchifier.STACK,
                            0,
                            1)) {
                QuantizedTraining.trainBatch(trainer, once);
                trainer.step();
            }
        }

        private NDList copy(NDArray values, NDManager manager) {
            NDArray copy = values.duplicate();
            copy.attach(manager);
            return new NDList(copy);
        }

        @Override
        public void close() {
            data.close();
            trainer.close();
            model.close();
        }
    }
}
