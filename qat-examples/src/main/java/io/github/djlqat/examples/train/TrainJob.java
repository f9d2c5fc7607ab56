package io.github.djlqat.examples.train;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.translate.TranslateException;
import io.github.djlqat.examples.data.ImageBatches;
import io.github.djlqat.examples.data.SeededRandom;
import io.github.djlqat.examples.profile.StepClock.Part;
import io.github.djlqat.examples.profile.StepProfile;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.training.Adam;
import io.github.djlqat.training.Checkpoint;
import io.github.djlqat.training.CheckpointListener;
import io.github.djlqat.training.CosineSchedule;
import io.github.djlqat.training.EpochMeter;
import io.github.djlqat.training.MomentumSgd;
import io.github.djlqat.training.ProgressListener;
import io.github.djlqat.training.StatefulOptimizer;
import io.github.djlqat.training.StepListener;
import io.github.djlqat.training.quantized.QuantizedTraining;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains the block of a DJL {@link Model} on labelled images: any block from float32 images (batch,
 * channels, height, width) to logits (batch, classes), a quantized network too.
 *
 * <p>Each epoch ends with the test images, a line in {@code metrics.csv}, a checkpoint and the
 * weights. A run that was killed goes on, with {@link TrainConfig.ExistingRun#RESUME}, from the
 * last checkpoint to the same bits as one that was not, on the same machine and number of threads.
 * Blocks and listeners with state of their own implement {@link
 * io.github.djlqat.training.Checkpointable}.
 */
public final class TrainJob {

    private static final Logger LOGGER = LoggerFactory.getLogger(TrainJob.class);

    private final TrainConfig config;
    private final Model model;
    private final ImageBatches train;
    private final ImageBatches test;
    private final Loss loss;
    private final List<TrainingListener> listeners;
    private final ProgressDisplay display;

    private TrainJob(Builder builder) {
        config = builder.config;
        model = builder.model;
        train = builder.train;
        test = builder.test;
        loss = builder.loss;
        listeners = List.copyOf(builder.listeners);
        display = builder.display;
    }

    /**
     * Returns a builder.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Trains to the end of the last epoch. The model stays open and holds the trained weights.
     *
     * @return what was reached
     * @throws IOException if the folder, a checkpoint or the data could not be written or read
     * @throws MalformedModelException if the checkpoint does not fit
     * @throws IllegalArgumentException if the folder holds a run and was not to, or one of another
     *     recipe
     * @throws IllegalStateException if the loss is not finite; the last checkpoint is left as it
     *     was
     */
    public TrainResult run() throws IOException, MalformedModelException {
        RunFolder folder = RunFolder.open(config);
        EngineThreads.set(config.threads());
        seed(config.seed(), -1, 0);
        CosineSchedule schedule = schedule();
        StatefulOptimizer optimizer = optimizer(schedule);
        EpochMeter meter = new EpochMeter();
        ProgressListener progress =
                new ProgressListener(
                        new EpochProgress(display), meter, config.epochs(), train.batches());
        CheckpointListener checkpoints =
                CheckpointListener.builder()
                        .setFile(folder.checkpoint())
                        .setOptimizer(optimizer)
                        .optSeed(config.seed())
                        .optEveryBatches(config.checkpointBatches())
                        .addState(new RecipeState(config))
                        .build();
        DefaultTrainingConfig training =
                new DefaultTrainingConfig(loss)
                        .optOptimizer(optimizer)
                        .addTrainingListeners(meter, progress)
                        .addTrainingListeners(listeners.toArray(new TrainingListener[0]))
                        .addTrainingListeners(checkpoints);
        List<EpochMetrics> metrics = new ArrayList<>();
        if (config.existing() == TrainConfig.ExistingRun.RESUME
                && checkpoints.resume(model, training, train.inputShape()).isPresent()) {
            progress.startAt(checkpoints.position());
            metrics.addAll(folder.readMetrics(checkpoints.position().epoch()));
            LOGGER.info("resumes at {}", checkpoints.position());
        }
        folder.writeConfig(config);
        StepWatch watch =
                new StepWatch(
                        config.profiled()
                                ? Optional.of(new StepProfile(config.output()))
                                : Optional.empty());
        try (Trainer trainer = model.newTrainer(training)) {
            trainer.initialize(train.inputShape());
            optimizer.bind(model.getBlock());
            Checkpoint.Position start = checkpoints.position();
            for (int epoch = start.epoch(); epoch < config.epochs(); epoch++) {
                long begin = System.nanoTime();
                double rate = schedule.getNewValue(epoch * train.batches());
                trainEpoch(trainer, epoch, epoch == start.epoch() ? start.batch() : 0, watch);
                evaluate(trainer);
                requireFinite(meter, epoch);
                EpochMetrics reached =
                        new EpochMetrics(
                                epoch + 1,
                                rate,
                                meter.trainingLoss(),
                                meter.trainingAccuracy(),
                                meter.validationLoss(),
                                meter.validationAccuracy(),
                                (System.nanoTime() - begin) / 1e9);
                metrics.add(reached);
                folder.writeMetrics(metrics);
                WeightsFile.save(model, folder.root());
                trainer.notifyListeners(listener -> listener.onEpoch(trainer));
                LOGGER.info("{}", reached);
                LOGGER.info("{}", watch);
            }
        } catch (TranslateException e) {
            throw new IOException("training data: " + e.getMessage(), e);
        }
        return new TrainResult(
                metrics, WeightsFile.file(folder.root(), model.getName()), folder.checkpoint());
    }

    /** Refuses to save what the last step of an epoch broke: no training loss shows it. */
    private void requireFinite(EpochMeter meter, int epoch) {
        if (test != null && !Double.isFinite(meter.validationLoss())) {
            throw new IllegalStateException(
                    String.format(
                            "training: expected a finite test loss, found %s after epoch %d;"
                                    + " lower the learning rate",
                            meter.validationLoss(), epoch + 1));
        }
    }

    private void trainEpoch(Trainer trainer, int epoch, int first, StepWatch watch)
            throws IOException, TranslateException {
        train.startAt(epoch, first);
        int index = first;
        Iterator<Batch> batches = trainer.iterateDataset(train).iterator();
        while (true) {
            watch.begin();
            if (!batches.hasNext()) {
                break;
            }
            try (Batch batch = batches.next()) {
                watch.ended(Part.WAITING);
                seed(config.seed(), epoch, index);
                QuantizedTraining.trainBatch(trainer, batch);
                watch.ended(Part.COMPUTING);
                trainer.step();
                watch.ended(Part.UPDATING);
                StepListener.notifyStep(trainer);
            }
            watch.end();
            index++;
        }
    }

    private void evaluate(Trainer trainer) throws IOException, TranslateException {
        if (test != null) {
            EasyTrain.evaluateDataset(trainer, test);
        }
    }

    /** Seeds the engine for initial weights (epoch -1) or one batch, of which dropout depends. */
    private static void seed(long seed, int epoch, int batch) {
        Engine.getInstance()
                .setRandomSeed((int) (new SeededRandom(seed, epoch, batch).nextLong() >>> 33));
    }

    private CosineSchedule schedule() {
        int steps = Math.multiplyExact(train.batches(), config.epochs());
        int warmup = Math.round(config.warmupEpochs() * train.batches());
        return new CosineSchedule(config.learningRate(), 0f, Math.min(warmup, steps), steps);
    }

    private StatefulOptimizer optimizer(CosineSchedule schedule) {
        return switch (config.optimizer()) {
            case SGD ->
                    MomentumSgd.builder()
                            .setLearningRate(schedule)
                            .optWeightDecay(config.weightDecay())
                            .build();
            case ADAM ->
                    Adam.builder()
                            .setLearningRate(schedule)
                            .optWeightDecay(config.weightDecay())
                            .build();
        };
    }

    /** Builds a {@link TrainJob}. */
    public static final class Builder {

        private TrainConfig config;
        private Model model;
        private ImageBatches train;
        private ImageBatches test;
        private Loss loss = Loss.softmaxCrossEntropyLoss();
        private final List<TrainingListener> listeners = new ArrayList<>();
        private ProgressDisplay display = ProgressDisplay.silent();

        private Builder() {}

        /**
         * Sets the recipe.
         *
         * @param value the recipe
         * @return this builder
         */
        public Builder setConfig(TrainConfig value) {
            config = value;
            return this;
        }

        /**
         * Sets the model to train.
         *
         * @param value the model, its block set; initialized or not; the caller closes it
         * @return this builder
         */
        public Builder setModel(Model value) {
            model = value;
            return this;
        }

        /**
         * Sets the training data.
         *
         * @param value the batches
         * @return this builder
         */
        public Builder setTrain(ImageBatches value) {
            train = value;
            return this;
        }

        /**
         * Sets the test data.
         *
         * @param value the batches, null (default) for no test; then the metrics hold NaN
         * @return this builder
         */
        public Builder optTest(ImageBatches value) {
            test = value;
            return this;
        }

        /**
         * Sets the loss.
         *
         * @param value the loss, default softmax cross entropy
         * @return this builder
         */
        public Builder optLoss(Loss value) {
            loss = Objects.requireNonNull(value, "loss");
            return this;
        }

        /**
         * Adds listeners, called before the checkpoint is saved.
         *
         * @param values the listeners
         * @return this builder
         */
        public Builder addListeners(TrainingListener... values) {
            listeners.addAll(List.of(values));
            return this;
        }

        /**
         * Sets where progress is shown.
         *
         * @param value the display, default silent
         * @return this builder
         */
        public Builder optProgress(ProgressDisplay value) {
            display = Objects.requireNonNull(value, "display");
            return this;
        }

        /**
         * Builds the job.
         *
         * @return the job
         */
        public TrainJob build() {
            Objects.requireNonNull(config, "config");
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(train, "train");
            return new TrainJob(this);
        }
    }
}
