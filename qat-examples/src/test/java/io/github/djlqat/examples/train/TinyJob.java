package io.github.djlqat.examples.train;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListenerAdapter;
import io.github.djlqat.examples.data.DataRequest;
import io.github.djlqat.examples.data.DataSource;
import io.github.djlqat.examples.data.Datasets;
import io.github.djlqat.examples.train.TrainConfig.ExistingRun;
import io.github.djlqat.examples.train.TrainConfig.OptimizerKind;
import java.nio.file.Path;

/** A job of 3 epochs of 6 batches, with everything in it that has state or draws numbers. */
final class TinyJob {

    static final int EPOCHS = 3;
    static final int BATCHES = 6;

    private TinyJob() {}

    /** Runs the job in the folder of the first argument; hangs in the batch of the second. */
    public static void main(String[] args) throws Exception {
        int hangAt = Integer.parseInt(args[1]);
        TrainingListener hang =
                new TrainingListenerAdapter() {
                    private int done;

                    @Override
                    public void onTrainingBatch(Trainer trainer, BatchData batchData) {
                        done++;
                        if (done == hangAt) {
                            System.out.println("hangs");
                            sleepForever();
                        }
                    }
                };
        run(
                config(Path.of(args[0]), OptimizerKind.SGD, 4).toBuilder()
                        .optExisting(ExistingRun.RESUME)
                        .build(),
                hang);
    }

    private static void sleepForever() {
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static TrainConfig config(Path output, OptimizerKind optimizer, int checkpointEvery) {
        return TrainConfig.builder("tiny", EPOCHS, output)
                .optBatchSize(10)
                .optOptimizer(optimizer)
                .optLearningRate(0.02f)
                .optWeightDecay(1e-3f)
                .optSeed(7)
                .optThreads(1)
                .optCheckpointEvery(checkpointEvery)
                .build();
    }

    static TrainResult run(TrainConfig config, TrainingListener... listeners) throws Exception {
        DataSource data =
                Datasets.open(DataRequest.of("shapes", null).withImages(10 * BATCHES, 20));
        try (Model model = Model.newInstance(config.name())) {
            model.setBlock(network());
            return TrainJob.builder()
                    .setConfig(config)
                    .setModel(model)
                    .setTrain(data.trainBatches(config.batchSize(), config.seed()))
                    .optTest(data.testBatches(20))
                    .addListeners(listeners)
                    .build()
                    .run();
        }
    }

    private static Block network() {
        return new SequentialBlock()
                .add(
                        Conv2d.builder()
                                .setKernelShape(new Shape(3, 3))
                                .setFilters(4)
                                .optStride(new Shape(2, 2))
                                .optBias(false)
                                .build())
                .add(BatchNorm.builder().build())
                .add(Activation.reluBlock())
                .add(Dropout.builder().optRate(0.3f).build())
                .add(Pool.maxPool2dBlock(new Shape(3, 3), new Shape(3, 3)))
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(10).build());
    }
}
