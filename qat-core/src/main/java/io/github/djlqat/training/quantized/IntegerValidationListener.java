package io.github.djlqat.training.quantized;

import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.listener.TrainingListenerAdapter;
import ai.djl.translate.TranslateException;
import io.github.djlqat.analysis.IntegerEvaluation;
import io.github.djlqat.convert.Conversion;
import io.github.djlqat.convert.ConversionOptions;
import io.github.djlqat.convert.Converter;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.MalformedModelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Validates by the integer runtime: at the end of each epoch it converts the network and classifies
 * examples with the result, so that the accuracy a user watches is the accuracy that ships. The
 * trainer's metrics get it as {@value #METRIC}.
 */
public final class IntegerValidationListener extends TrainingListenerAdapter {

    /** The metric's name. */
    public static final String METRIC = "validate_epoch_IntegerAccuracy";

    private static final Logger LOGGER = LoggerFactory.getLogger(IntegerValidationListener.class);

    private final Dataset dataset;
    private final LoadOptions options;
    private final long maximumExamples;
    private final List<Double> accuracies = new ArrayList<>();

    /**
     * Validates on a whole data set.
     *
     * @param dataset images and class numbers
     * @param options how the runtime loads the network
     */
    public IntegerValidationListener(Dataset dataset, LoadOptions options) {
        this(dataset, options, Long.MAX_VALUE);
    }

    /**
     * Validates on the first examples of a data set.
     *
     * @param dataset images and class numbers
     * @param options how the runtime loads the network
     * @param maximumExamples stops after the batch that reaches so many
     */
    public IntegerValidationListener(Dataset dataset, LoadOptions options, long maximumExamples) {
        if (maximumExamples < 1) {
            throw new IllegalArgumentException(
                    "maximumExamples: expected at least 1, found " + maximumExamples);
        }
        this.dataset = dataset;
        this.options = options;
        this.maximumExamples = maximumExamples;
    }

    @Override
    public void onEpoch(Trainer trainer) {
        Conversion conversion =
                Converter.convert(Networks.of(trainer).freeze(), ConversionOptions.INT8);
        try (IntegerEvaluation evaluation = new IntegerEvaluation(conversion, options)) {
            for (Batch batch : trainer.iterateDataset(dataset)) {
                try (batch) {
                    if (evaluation.examples() < maximumExamples) {
                        evaluation.add(batch.getData(), batch.getLabels());
                    }
                }
                if (evaluation.examples() >= maximumExamples) {
                    break;
                }
            }
            double accuracy = evaluation.accuracy();
            accuracies.add(accuracy);
            if (trainer.getMetrics() != null) {
                trainer.getMetrics().addMetric(METRIC, accuracy);
            }
            LOGGER.info(
                    "epoch {}: accuracy {} in the integer runtime, {} examples",
                    accuracies.size(),
                    accuracy,
                    evaluation.examples());
        } catch (IOException e) {
            throw new UncheckedIOException("validation data: " + e.getMessage(), e);
        } catch (TranslateException | MalformedModelException e) {
            throw new IllegalStateException("integer validation: " + e.getMessage(), e);
        }
    }

    /** Returns the accuracies so far, one for each epoch. */
    public List<Double> accuracies() {
        return List.copyOf(accuracies);
    }
}
