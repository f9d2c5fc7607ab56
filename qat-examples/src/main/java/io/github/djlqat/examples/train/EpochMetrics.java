package io.github.djlqat.examples.train;

import java.util.Locale;

/**
 * What one epoch reached.
 *
 * @param epoch the epoch, from 1
 * @param learningRate at its start
 * @param trainLoss the mean over its batches, while the weights moved
 * @param trainAccuracy top-1 on augmented training images, 0 to 1
 * @param testLoss the mean over the test images after the epoch
 * @param testAccuracy top-1 on the test images, 0 to 1
 * @param seconds the time of training and test
 */
public record EpochMetrics(
        int epoch,
        double learningRate,
        double trainLoss,
        double trainAccuracy,
        double testLoss,
        double testAccuracy,
        double seconds) {

    static final String HEADER =
            "epoch,learning_rate,train_loss,train_accuracy,test_loss,test_accuracy,seconds";

    String toCsv() {
        return String.format(
                Locale.ROOT,
                "%d,%.6f,%.5f,%.5f,%.5f,%.5f,%.1f",
                epoch,
                learningRate,
                trainLoss,
                trainAccuracy,
                testLoss,
                testAccuracy,
                seconds);
    }

    static EpochMetrics fromCsv(String line) {
        String[] cells = line.split(",", -1);
        if (cells.length != 7) {
            throw new IllegalArgumentException(
                    "metrics: expected 7 cells as in \"" + HEADER + "\", found \"" + line + "\"");
        }
        return new EpochMetrics(
                Integer.parseInt(cells[0]),
                Double.parseDouble(cells[1]),
                Double.parseDouble(cells[2]),
                Double.parseDouble(cells[3]),
                Double.parseDouble(cells[4]),
                Double.parseDouble(cells[5]),
                Double.parseDouble(cells[6]));
    }
}
