package io.github.djlqat.examples.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListenerAdapter;
import io.github.djlqat.examples.train.TrainConfig.ExistingRun;
import io.github.djlqat.examples.train.TrainConfig.OptimizerKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that was stopped goes on to the same bits. */
class ResumeTest {

    private static final int SECOND_EPOCH_FIFTH_BATCH = TinyJob.BATCHES + 5;

    @TempDir private Path folder;

    /** Stops by an exception in mid-epoch, once for each optimizer and kind of checkpoint. */
    @ParameterizedTest
    @CsvSource({"SGD,0", "SGD,2", "ADAM,0", "ADAM,4"})
    void stoppedInMidEpochGoesOnToTheSameBits(OptimizerKind optimizer, int every) throws Exception {
        TrainConfig whole = TinyJob.config(folder.resolve("whole"), optimizer, 0);
        TrainConfig stopped = TinyJob.config(folder.resolve("stopped"), optimizer, every);
        TrainResult expected = TinyJob.run(whole);

        assertThatThrownBy(() -> TinyJob.run(stopped, new StopAt(SECOND_EPOCH_FIFTH_BATCH)))
                .isInstanceOf(StopException.class);
        TrainResult found =
                TinyJob.run(stopped.toBuilder().optExisting(ExistingRun.RESUME).build());

        assertThat(Files.readAllBytes(found.weights()))
                .isEqualTo(Files.readAllBytes(expected.weights()));
        assertThat(found.epochs()).hasSize(TinyJob.EPOCHS);
        for (int epoch = 0; epoch < TinyJob.EPOCHS; epoch++) {
            assertThat(withoutTime(found.epochs().get(epoch)))
                    .isEqualTo(withoutTime(expected.epochs().get(epoch)));
        }
    }

    /** Another seed gives other weights: the comparison above can fail. */
    @Test
    void weightsDependOnTheSeed() throws Exception {
        TrainConfig config = TinyJob.config(folder.resolve("a"), OptimizerKind.SGD, 0);
        TrainConfig other =
                TinyJob.config(folder.resolve("b"), OptimizerKind.SGD, 0).toBuilder()
                        .optSeed(8)
                        .build();
        assertThat(Files.readAllBytes(TinyJob.run(config).weights()))
                .isNotEqualTo(Files.readAllBytes(TinyJob.run(other).weights()));
    }

    /** Kills a JVM of its own by SIGKILL in mid-epoch, then resumes in another one. */
    @Test
    void killedProcessGoesOnToTheSameBits() throws Exception {
        TrainResult expected =
                TinyJob.run(TinyJob.config(folder.resolve("whole"), OptimizerKind.SGD, 4));
        Path killed = folder.resolve("killed");

        Process process = start(killed, SECOND_EPOCH_FIFTH_BATCH);
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            while (line != null && !line.equals("hangs")) {
                line = out.readLine();
            }
            assertThat(line).as(log(killed)).isNotNull();
            process.destroyForcibly();
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("killed by signal 9").isEqualTo(128 + 9);
        assertThat(Files.readAllLines(killed.resolve("metrics.csv")))
                .as("header and the one epoch that was complete")
                .hasSize(2);

        Process resumed = start(killed, 0);
        resumed.inputReader().lines().forEach(line -> {});
        assertThat(resumed.waitFor()).as(log(killed)).isZero();

        assertThat(Files.readAllBytes(WeightsFile.file(killed, "tiny")))
                .isEqualTo(Files.readAllBytes(expected.weights()));
        try (var files = Files.list(killed)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "checkpoint.bin", "metrics.csv", "config.json", "tiny-0000.params");
        }
    }

    private Process start(Path output, int hangAt) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx1g", "-DOPT_OUT_TRACKING=true", "-Djava.awt.headless=true"));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(TinyJob.class.getName());
        command.add(output.toString());
        command.add(Integer.toString(hangAt));
        return new ProcessBuilder(command)
                .redirectError(
                        ProcessBuilder.Redirect.appendTo(
                                output.resolveSibling("killed.log").toFile()))
                .start();
    }

    private static String log(Path output) throws IOException {
        return Files.readString(output.resolveSibling("killed.log"), StandardCharsets.UTF_8);
    }

    private static String withoutTime(EpochMetrics metrics) {
        String line = metrics.toCsv();
        return line.substring(0, line.lastIndexOf(','));
    }

    /** Stops training at a batch, counted from 1 over all epochs, before its step. */
    private static final class StopAt extends TrainingListenerAdapter {
        private final int batch;
        private int done;

        StopAt(int batch) {
            this.batch = batch;
        }

        @Override
        public void onTrainingBatch(Trainer trainer, BatchData batchData) {
            done++;
            if (done == batch) {
                throw new StopException();
            }
        }
    }

    private static final class StopException extends RuntimeException {}
}
