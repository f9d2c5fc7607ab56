package io.github.djlqat.examples.quantize;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Batch;
import ai.djl.translate.TranslateException;
import io.github.djlqat.Qat;
import io.github.djlqat.analysis.Parity;
import io.github.djlqat.analysis.ParityReport;
import io.github.djlqat.convert.Conversion;
import io.github.djlqat.convert.ConversionOptions;
import io.github.djlqat.examples.data.DataSource;
import io.github.djlqat.examples.data.ImageBatches;
import io.github.djlqat.examples.data.ImageShape;
import io.github.djlqat.examples.evaluate.BlockEvaluator;
import io.github.djlqat.examples.evaluate.IntegerEvaluator;
import io.github.djlqat.examples.evaluate.Predictions;
import io.github.djlqat.examples.output.AtomicFile;
import io.github.djlqat.examples.progress.Progress;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.examples.train.EngineThreads;
import io.github.djlqat.examples.train.EpochMetrics;
import io.github.djlqat.examples.train.TrainJob;
import io.github.djlqat.examples.train.TrainResult;
import io.github.djlqat.graph.Node;
import io.github.djlqat.network.BatchNormEstimation;
import io.github.djlqat.network.QuantizationConfig;
import io.github.djlqat.network.QuantizedNetwork;
import io.github.djlqat.network.plan.IntegerWeights;
import io.github.djlqat.network.plan.SignWeights;
import io.github.djlqat.preset.Preset;
import io.github.djlqat.preset.TrainingHints;
import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.writer.TfliteWriter;
import io.github.djlqat.training.quantized.FreezeListener;
import io.github.djlqat.training.quantized.IntegerValidationListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a float network to integers, writes it as {@code .tflite}, and measures it in the training
 * graph and in the integer runtime.
 */
public final class QuantizeJob {

    private static final Logger LOGGER = LoggerFactory.getLogger(QuantizeJob.class);
    private static final int CALIBRATION_BATCH = 64;
    private static final int PARITY_BATCH = 25;
    private static final int VALIDATION_IMAGES = 2000;

    private static final int ESTIMATION_BATCHES = 64;

    private final QuantizeConfig config;
    private final Model floats;
    private final DataSource data;
    private final ProgressDisplay display;

    /**
     * Prepares the job.
     *
     * @param floats its block is initialized and trained; QAT trains it on
     * @param data what it was trained on
     */
    public QuantizeJob(
            QuantizeConfig config, Model floats, DataSource data, ProgressDisplay display) {
        this.config = config;
        this.floats = floats;
        this.data = data;
        this.display = display;
    }

    /**
     * Quantizes, writes and measures.
     *
     * @throws IOException if images cannot be read, or the output folder cannot be written
     * @throws MalformedModelException if a checkpoint to resume from does not fit
     * @throws IllegalArgumentException if a value is NaN or infinite during calibration
     * @throws io.github.djlqat.runtime.UnsupportedOperatorException if the network computes what
     *     has no integer form
     */
    public QuantizeResult run()
            throws IOException,
                    MalformedModelException,
                    TranslateException,
                    io.github.djlqat.runtime.MalformedModelException {
        Path folder = config.training().output();
        AtomicFile.checkFolder(folder);
        EngineThreads.set(config.training().threads());
        long start = System.nanoTime();
        ImageShape s = data.shape();
        Shape input = new Shape(1, s.channels(), s.height(), s.width());
        QuantizedNetwork network = Qat.prepare(floats.getBlock(), network(), input);
        calibrate(network);
        try (Model model = Model.newInstance(config.training().name())) {
            model.setBlock(network);
            long trainingStart = System.nanoTime();
            Trained trained =
                    config.method() == Method.QAT ? train(model) : new Trained(List.of(), 0);
            double epochs = trained.seconds - (System.nanoTime() - trainingStart) / 1e9;
            if (!network.areObserversFrozen()) {
                network.freezeObservers();
            }
            if (config.method() == Method.QAT && config.preset().hints().estimateBatchNorm()) {
                estimateBatchNorm(network);
            }
            network.freezeBatchNorm();
            Conversion conversion = Qat.convert(network, ConversionOptions.INT8);
            Path file = folder.resolve(model.getName() + ".tflite");
            TfliteWriter.write(conversion.graph(), file);
            LOGGER.info("wrote {}", file);
            QuantizeResult result = measure(model, conversion, file, trained.accuracies);
            return result.withSeconds((System.nanoTime() - start) / 1e9 + epochs);
        }
    }

    /** Accuracies in the integer runtime after each epoch, and what all epochs took. */
    private record Trained(List<Double> accuracies, double seconds) {}

    /** Returns the configuration, of a preset that knows how long the training is. */
    private QuantizationConfig network() throws IOException {
        if (config.method() == Method.PTQ) {
            return config.network();
        }
        long batches = data.train().size() / config.training().batchSize();
        Preset preset = config.preset().forSteps(batches * config.training().epochs());
        return config.network().withLayers(preset.config(config.method().use()).layers());
    }

    private void calibrate(QuantizedNetwork network) throws IOException, TranslateException {
        ImageBatches images = data.calibrationBatches(CALIBRATION_BATCH);
        int batches =
                Math.min(
                        images.batches(),
                        (config.calibrationImages() + CALIBRATION_BATCH - 1) / CALIBRATION_BATCH);
        Qat.calibrate(network, images, floats.getNDManager(), batches);
        LOGGER.info("calibrated on {} batches of {}", batches, CALIBRATION_BATCH);
    }

    /** Measures batch norm's statistics for the final weights, on images as in training. */
    private void estimateBatchNorm(QuantizedNetwork network) throws IOException {
        ImageBatches images =
                data.trainBatches(config.training().batchSize(), config.training().seed());
        images.startAt(config.training().epochs(), 0);
        int batches = Math.min(images.batches(), ESTIMATION_BATCHES);
        try {
            BatchNormEstimation.run(network, images, floats.getNDManager(), batches);
        } catch (TranslateException e) {
            throw new IOException("training data: " + e.getMessage(), e);
        }
        LOGGER.info("batch norm measured anew on {} batches", batches);
    }

    private Trained train(Model model) throws IOException, MalformedModelException {
        ImageBatches train =
                data.trainBatches(config.training().batchSize(), config.training().seed());
        long batches = (long) train.batches() * config.training().epochs();
        TrainingHints hints = config.preset().hints();
        FreezeListener freeze =
                FreezeListener.builder()
                        .optBatchNormAfterSteps(Math.round(hints.batchNormFrozenAt() * batches))
                        .optObserversAfterSteps(Math.round(hints.observersFrozenAt() * batches))
                        .build();
        EpochAccuracies validation =
                new EpochAccuracies(
                        new IntegerValidationListener(
                                data.testBatches(250), config.runtime(), VALIDATION_IMAGES));
        TrainResult result =
                TrainJob.builder()
                        .setConfig(config.training())
                        .setModel(model)
                        .setTrain(train)
                        .addListeners(freeze, validation)
                        .optProgress(display)
                        .build()
                        .run();
        double seconds = result.epochs().stream().mapToDouble(EpochMetrics::seconds).sum();
        return new Trained(validation.values(), seconds);
    }

    private QuantizeResult measure(
            Model model, Conversion conversion, Path file, List<Double> epochs)
            throws IOException, io.github.djlqat.runtime.MalformedModelException {
        String name = config.method().id();
        Predictions graph =
                BlockEvaluator.evaluate(model, data.testBatches(250), name + " graph", display);
        try (IntegerModel runtime = IntegerModel.load(file, config.runtime())) {
            Predictions integer =
                    IntegerEvaluator.evaluate(
                            runtime, data.test(), data.normalization(), name + " runtime", display);
            return new QuantizeResult(
                    file,
                    graph,
                    integer,
                    runtime.kernels(),
                    Files.size(file),
                    runtime.weightBytes(),
                    runtime.arenaBytes(),
                    epochs,
                    layers(conversion),
                    parity(conversion),
                    0);
        }
    }

    private static List<QuantizeResult.Layer> layers(Conversion conversion) {
        List<QuantizeResult.Layer> layers = new ArrayList<>();
        for (Node node : conversion.network().graph().nodes()) {
            IntegerWeights weights = conversion.network().weights().get(node.id());
            SignWeights signs = conversion.network().binary().get(node.id());
            if (weights != null) {
                layers.add(
                        new QuantizeResult.Layer(
                                node.name(), weights.bits(), weights.codes().size()));
            } else if (signs != null) {
                layers.add(new QuantizeResult.Layer(node.name(), 1, signs.codes().size()));
            }
        }
        return layers;
    }

    private Optional<ParityReport> parity(Conversion conversion)
            throws IOException, io.github.djlqat.runtime.MalformedModelException {
        int images = Math.min(config.parityImages(), data.test().size());
        if (images == 0) {
            return Optional.empty();
        }
        ImageBatches batches = data.testBatches(PARITY_BATCH);
        int done = 0;
        try (Parity parity = new Parity(conversion, config.runtime());
                Progress progress = display.start("parity", images, " images")) {
            for (Batch batch : batches.getData(floats.getNDManager())) {
                try (batch) {
                    parity.add(new NDList(batch.getData().head()));
                    done += batch.getSize();
                }
                progress.update(Math.min(done, images), "");
                if (done >= images) {
                    break;
                }
            }
            return Optional.of(parity.report());
        }
    }
}
