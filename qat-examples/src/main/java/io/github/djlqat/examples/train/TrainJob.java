package io.github.djlqat.examples.train;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.evaluator.Evaluator;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.translate.TranslateException;
import io.github.djlqat.examples.data.DataSource;
import io.github.djlqat.examples.data.ImageBatches;
import io.github.djlqat.training.AtomicFiles;
import io.github.djlqat.training.Checkpoint;
import io.github.djlqat.training.CosineSchedule;
import io.github.djlqat.training.MomentumSgd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains a block in float on labelled images. */
public final class TrainJob {

    private static final Logger LOGGER = LoggerFactory.getLogger(TrainJob.class);

    private final TrainConfig config;
    private final DataSource data;
    private final Block block;

    public TrainJob(TrainConfig config, DataSource data, Block block) {
        this.config = config;
        this.data = data;
        this.block = block;
    }

    /** Trains to the end. */
    public void run() throws IOException, MalformedModelException, TranslateException {
        Path output = config.output();
        Files.createDirectories(output);
        Path checkpointFile = output.resolve("checkpoint.bin");
        Path metricsFile = output.resolve("metrics.csv");
        ImageBatches train = data.trainBatches(config.batchSize(), config.seed());
        ImageBatches test = data.testBatches(250);
        int steps = Math.multiplyExact(train.batches(), config.epochs());
        int warmup = Math.round(config.warmupEpochs() * train.batches());
        MomentumSgd optimizer =
                MomentumSgd.builder()
                        .setLearningRate(
                                new CosineSchedule(config.learningRate(), 0f, warmup, steps))
                        .optMomentum(config.momentum())
                        .optWeightDecay(config.weightDecay())
                        .build();
        Engine.getInstance().setRandomSeed((int) config.seed());
        Loss loss = Loss.softmaxCrossEntropyLoss();
        Evaluator accuracy = new Accuracy();
        List<String> metrics = new ArrayList<>();
        metrics.add(
                "epoch,learning_rate,train_loss,train_accuracy,test_loss,test_accuracy,seconds");
        try (Model model = Model.newInstance(config.name())) {
            model.setBlock(block);
            DefaultTrainingConfig trainingConfig =
                    new DefaultTrainingConfig(loss)
                            .optOptimizer(optimizer)
                            .addEvaluator(accuracy)
                            .addTrainingListeners(new EvaluatorTrainingListener());
            int start = 0;
            if (config.resume() && Files.exists(checkpointFile)) {
                block.initialize(model.getNDManager(), model.getDataType(), train.inputShape());
                optimizer.bind(block);
                Checkpoint checkpoint = Checkpoint.read(checkpointFile);
                checkpoint.restore(model.getNDManager(), block, List.of(optimizer));
                start = checkpoint.position().epoch();
                List<String> old = Files.readAllLines(metricsFile);
                metrics.addAll(old.subList(1, Math.min(old.size(), start + 1)));
            }
            try (Trainer trainer = model.newTrainer(trainingConfig)) {
                trainer.initialize(train.inputShape());
                optimizer.bind(block);
                for (int epoch = start; epoch < config.epochs(); epoch++) {
                    long begin = System.nanoTime();
                    float rate = optimizer.learningRate();
                    train.startAt(epoch, 0);
                    test.startAt(0, 0);
                    int done = 0;
                    for (Batch batch : trainer.iterateDataset(train)) {
                        try (batch) {
                            Engine.getInstance()
                                    .setRandomSeed(
                                            (int) (config.seed() * 31 + epoch * 1_000_003L + done));
                            EasyTrain.trainBatch(trainer, batch);
                            float mean = loss.getAccumulator(EvaluatorTrainingListener.TRAIN_EPOCH);
                            if (Float.isNaN(mean) || Float.isInfinite(mean)) {
                                throw new IllegalStateException(
                                        "training: expected a finite loss, found "
                                                + mean
                                                + " in epoch "
                                                + (epoch + 1)
                                                + ", batch "
                                                + (done + 1)
                                                + "; lower the learning rate");
                            }
                            trainer.step();
                        }
                        done++;
                        if (done % 50 == 0) {
                            LOGGER.info(
                                    "epoch {} batch {}/{} loss {} step {} ms",
                                    epoch + 1,
                                    done,
                                    train.batches(),
                                    loss.getAccumulator(EvaluatorTrainingListener.TRAIN_EPOCH),
                                    (System.nanoTime() - begin) / 1_000_000 / done);
                        }
                    }
                    float trainLoss = loss.getAccumulator(EvaluatorTrainingListener.TRAIN_EPOCH);
                    float trainAccuracy =
                            accuracy.getAccumulator(EvaluatorTrainingListener.TRAIN_EPOCH);
                    EasyTrain.evaluateDataset(trainer, test);
                    float testLoss = loss.getAccumulator(EvaluatorTrainingListener.VALIDATE_EPOCH);
                    float testAccuracy =
                            accuracy.getAccumulator(EvaluatorTrainingListener.VALIDATE_EPOCH);
                    trainer.notifyListeners(listener -> listener.onEpoch(trainer));
                    double seconds = (System.nanoTime() - begin) / 1e9;
                    metrics.add(
                            String.format(
                                    Locale.ROOT,
                                    "%d,%.6f,%.5f,%.5f,%.5f,%.5f,%.1f",
                                    epoch + 1,
                                    rate,
                                    trainLoss,
                                    trainAccuracy,
                                    testLoss,
                                    testAccuracy,
                                    seconds));
                    LOGGER.info("epoch done: {}", metrics.get(metrics.size() - 1));
                    AtomicFiles.write(
                            metricsFile,
                            (String.join("\n", metrics) + "\n").getBytes(StandardCharsets.UTF_8));
                    Checkpoint.capture(
                                    new Checkpoint.Position(epoch + 1, 0, config.seed()),
                                    block,
                                    List.of(optimizer))
                            .write(checkpointFile);
                    saveWeights(model, output);
                }
            }
        }
    }

    private void saveWeights(Model model, Path output) throws IOException {
        Path partial = output.resolve("weights.partial");
        model.setProperty("Epoch", "0");
        model.save(partial, config.name());
        String file = config.name() + "-0000.params";
        Files.move(
                partial.resolve(file),
                output.resolve(file),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        Files.delete(partial);
    }
}
