package io.github.djlqat.examples.demo;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.examples.data.DataRequest;
import io.github.djlqat.examples.data.DataSource;
import io.github.djlqat.examples.data.Datasets;
import io.github.djlqat.examples.data.ImageShape;
import io.github.djlqat.examples.evaluate.BlockEvaluator;
import io.github.djlqat.examples.model.Models;
import io.github.djlqat.examples.output.AtomicFile;
import io.github.djlqat.examples.output.Json;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.examples.quantize.Method;
import io.github.djlqat.examples.quantize.QuantizeConfig;
import io.github.djlqat.examples.quantize.QuantizeJob;
import io.github.djlqat.examples.quantize.QuantizeResult;
import io.github.djlqat.examples.quantize.ResultTable;
import io.github.djlqat.examples.train.TrainConfig;
import io.github.djlqat.examples.train.TrainConfig.ExistingRun;
import io.github.djlqat.examples.train.TrainJob;
import io.github.djlqat.examples.train.TrainResult;
import io.github.djlqat.runtime.LoadOptions;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Trains, quantizes and exports a small network on images that the program draws. */
public final class Demo {

    private static final String MODEL = "resnet8";

    private final Path folder;
    private final long seed;
    private final Size size;

    /**
     * How much to do.
     *
     * @param trainImages images to train on
     * @param testImages images to measure on
     * @param floatEpochs passes in float
     * @param qatEpochs passes with fake quantization
     * @param calibrationImages images that show the ranges
     * @param parityImages images to compare code by code
     */
    public record Size(
            int trainImages,
            int testImages,
            int floatEpochs,
            int qatEpochs,
            int calibrationImages,
            int parityImages) {

        /** Under four minutes on two cores. */
        public static final Size FULL = new Size(8000, 2000, 6, 2, 1024, 100);

        /** To see that everything works; the accuracies mean nothing. */
        public static final Size QUICK = new Size(256, 100, 1, 1, 64, 25);
    }

    /**
     * Prepares the demo.
     *
     * @param folder for everything it writes; an earlier demo there is replaced
     * @param seed of the images and of the training
     */
    public Demo(Path folder, long seed, Size size) {
        this.folder = folder;
        this.seed = seed;
        this.size = size;
    }

    /** Runs it; prints one table at the end, and where the files are. */
    public void run(PrintWriter out, ProgressDisplay display) throws Exception {
        AtomicFile.checkFolder(folder);
        long start = System.nanoTime();
        DataSource data =
                Datasets.open(
                        DataRequest.of("shapes", null)
                                .withImages(size.trainImages(), size.testImages())
                                .withSeed(seed));
        ImageShape s = data.shape();
        Shape input = new Shape(1, s.channels(), s.height(), s.width());
        out.printf(
                "%s, trained on %,d drawn images of %d classes, tested on %,d; 1 of 3: float%n",
                MODEL, size.trainImages(), data.classes().size(), size.testImages());
        out.flush();
        ResultTable table = new ResultTable();
        try (Model model = Model.newInstance(MODEL)) {
            model.setBlock(Models.create(MODEL, data.classes().size(), input));
            TrainResult trained =
                    TrainJob.builder()
                            .setConfig(training(MODEL, "float", size.floatEpochs(), 0.1f))
                            .setModel(model)
                            .setTrain(data.trainBatches(64, seed))
                            .optTest(data.testBatches(250))
                            .optProgress(display)
                            .build()
                            .run();
            table.addFloat(
                    BlockEvaluator.evaluate(model, data.testBatches(250), "float graph", display),
                    Files.size(trained.weights()));
            out.println("2 of 3: post-training quantization");
            out.flush();
            QuantizeResult ptq = quantize(Method.PTQ, model, data, display);
            table.add(Method.PTQ, ptq);
            out.println("3 of 3: quantization-aware training");
            out.flush();
            QuantizeResult qat = quantize(Method.QAT, model, data, display);
            table.add(Method.QAT, qat);
            Path results = folder.resolve("results.json");
            AtomicFile.writeString(results, Json.format(table.json()));
            out.println();
            out.println(table);
            out.println();
            out.println(
                    "Accuracy on the test images. Agreement: same class in graph and runtime. Time:"
                            + " float by PyTorch in batches of 250, int8 by the "
                            + qat.kernels()
                            + " kernels on one thread.");
            out.printf("float weights       %s%n", trained.weights());
            out.printf("post-training int8  %s%n", ptq.tflite());
            out.printf("QAT int8            %s%n", qat.tflite());
            out.printf("numbers             %s%n", results);
            out.printf("took                %d s%n", (System.nanoTime() - start) / 1_000_000_000L);
            out.printf("next                qat inspect %s%n", qat.tflite());
        }
    }

    private TrainConfig training(String model, String name, int epochs, float rate) {
        return TrainConfig.builder(model, epochs, folder.resolve(name))
                .optBatchSize(64)
                .optLearningRate(rate)
                .optSeed(seed)
                .optExisting(ExistingRun.REPLACE)
                .build();
    }

    private QuantizeResult quantize(
            Method method, Model model, DataSource data, ProgressDisplay display) throws Exception {
        QuantizeConfig config =
                QuantizeConfig.of(
                                method,
                                Optional.empty(),
                                training(
                                        MODEL + "-" + method.id(),
                                        method.id(),
                                        size.qatEpochs(),
                                        0.01f),
                                LoadOptions.defaults())
                        .withImages(size.calibrationImages(), size.parityImages());
        return new QuantizeJob(config, model, data, display).run();
    }
}
