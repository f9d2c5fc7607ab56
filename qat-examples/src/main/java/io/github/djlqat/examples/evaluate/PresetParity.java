package io.github.djlqat.examples.evaluate;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.training.tracker.Tracker;
import io.github.djlqat.Qat;
import io.github.djlqat.analysis.Parity;
import io.github.djlqat.analysis.ParityReport;
import io.github.djlqat.convert.Conversion;
import io.github.djlqat.convert.ConversionOptions;
import io.github.djlqat.examples.data.DataRequest;
import io.github.djlqat.examples.data.DataSource;
import io.github.djlqat.examples.data.Datasets;
import io.github.djlqat.examples.data.ImageBatches;
import io.github.djlqat.examples.data.ImageShape;
import io.github.djlqat.examples.inspect.WeightTable;
import io.github.djlqat.examples.model.Models;
import io.github.djlqat.network.QuantizedNetwork;
import io.github.djlqat.preset.Preset;
import io.github.djlqat.preset.TrainingHints;
import io.github.djlqat.preset.Use;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.tflite.TfliteReader;
import io.github.djlqat.runtime.writer.TfliteWriter;
import io.github.djlqat.training.Adam;
import io.github.djlqat.training.MomentumSgd;
import io.github.djlqat.training.StatefulOptimizer;
import io.github.djlqat.training.quantized.QuantizedTraining;
import java.io.IOException;

/**
 * Takes a network with random weights through a preset: calibrated and trained for a few steps on
 * drawn images, converted, written, read, and compared code by code.
 */
public final class PresetParity {

    private static final String MODEL = "resnet8";
    private static final int BATCH = 8;
    private static final int STEPS = 2;

    private final LoadOptions options;
    private final int images;
    private final int seed;
    private final DataSource data;

    /**
     * Prepares the comparison.
     *
     * @param options how the runtime loads
     * @param images how many are compared, at least 1
     * @param seed of weights and images
     * @throws IOException if the images cannot be drawn
     */
    public PresetParity(LoadOptions options, int images, int seed) throws IOException {
        if (images < 1) {
            throw new IllegalArgumentException("images: expected at least 1, found " + images);
        }
        this.options = options;
        this.images = images;
        this.seed = seed;
        DataRequest request = DataRequest.of("shapes", null).withSeed(seed);
        data = Datasets.open(request.withImages(BATCH * 2 * STEPS, images));
    }

    /**
     * What was found.
     *
     * @param report code by code
     * @param weightShare how many times smaller than float the weights in the file are
     */
    public record Result(ParityReport report, double weightShare) {}

    /**
     * Compares one preset.
     *
     * @throws io.github.djlqat.runtime.UnsupportedOperatorException if it has no integer form yet
     * @throws MalformedModelException if the runtime refuses the file
     * @throws IllegalStateException if what is read is not what was written
     */
    public Result run(Preset preset, Use use) throws Exception {
        Engine.getInstance().setRandomSeed(seed);
        ImageShape s = data.shape();
        Shape shape = new Shape(1, s.channels(), s.height(), s.width());
        try (NDManager manager = NDManager.newBaseManager();
                Model model = Model.newInstance(preset.name())) {
            Block block = Models.create(MODEL, data.classes().size(), shape);
            block.initialize(manager, DataType.FLOAT32, shape);
            ImageBatches train = data.trainBatches(BATCH, seed);
            for (Batch batch : train.getData(manager)) {
                try (batch) {
                    NDManager scope = batch.getManager();
                    block.forward(new ParameterStore(scope, false), batch.getData(), true);
                }
            }
            QuantizedNetwork network = Qat.prepare(block, preset.config(use), shape);
            Qat.calibrate(network, data.calibrationBatches(BATCH), manager, 2);
            model.setBlock(network);
            if (use == Use.TRAINING) {
                train(model, train, preset.hints(), new Shape(BATCH).addAll(shape.slice(1)));
            }
            network.freezeObservers();
            network.freezeBatchNorm();
            return compare(Qat.convert(network, ConversionOptions.INT8), manager);
        }
    }

    private static void train(Model model, ImageBatches images, TrainingHints hints, Shape shape)
            throws Exception {
        StatefulOptimizer optimizer =
                hints.optimizer() == TrainingHints.Optimizer.ADAM
                        ? Adam.builder()
                                .setLearningRate(Tracker.fixed(hints.learningRate()))
                                .build()
                        : MomentumSgd.builder()
                                .setLearningRate(Tracker.fixed(hints.learningRate()))
                                .build();
        DefaultTrainingConfig config =
                new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(optimizer);
        images.startAt(1, 0);
        try (Trainer trainer = model.newTrainer(config)) {
            trainer.initialize(shape);
            optimizer.bind(model.getBlock());
            int step = 0;
            for (Batch batch : trainer.iterateDataset(images)) {
                try (batch) {
                    if (step++ < STEPS) {
                        QuantizedTraining.trainBatch(trainer, batch);
                        trainer.step();
                    }
                }
            }
        }
    }

    private Result compare(Conversion conversion, NDManager manager) throws Exception {
        IntegerGraph read = TfliteReader.read(TfliteWriter.write(conversion.graph()));
        if (!read.equals(conversion.graph())) {
            throw new IllegalStateException(
                    "expected the file to hold the graph that was written, found another");
        }
        KernelCheck.run(read, 2, seed);
        try (Parity parity = new Parity(conversion, options)) {
            for (Batch batch : data.testBatches(BATCH).getData(manager)) {
                try (batch) {
                    parity.add(new NDList(batch.getData().head()));
                }
            }
            return new Result(parity.report(), weightShare(read));
        }
    }

    private static double weightShare(IntegerGraph graph) {
        long count = 0;
        long bytes = 0;
        for (WeightTable.Row row : WeightTable.rows(graph)) {
            count += row.count();
            bytes += row.bytes();
        }
        return 4.0 * count / Math.max(1, bytes);
    }
}
