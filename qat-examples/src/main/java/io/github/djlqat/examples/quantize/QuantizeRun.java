package io.github.djlqat.examples.quantize;

import io.github.djlqat.analysis.ParityReport;
import io.github.djlqat.examples.evaluate.BlockEvaluator;
import io.github.djlqat.examples.output.AtomicFile;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.examples.train.FloatRun;
import io.github.djlqat.examples.train.RunDescription;
import io.github.djlqat.examples.train.TrainConfig.ExistingRun;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A quantization with its folder: description, model and result. A finished one gives its result at
 * once; one that was stopped goes on, straight to the conversion where all epochs are done.
 */
public final class QuantizeRun {

    private final QuantizeConfig config;
    private final String command;
    private final ProgressDisplay display;

    /**
     * Prepares a run.
     *
     * @param config the recipe; its training part names the folder
     * @param command that gives the same, for the result
     */
    public QuantizeRun(QuantizeConfig config, String command, ProgressDisplay display) {
        this.config = config;
        this.command = command;
        this.display = display;
    }

    /**
     * Returns the result that the folder holds already, if a run is to be resumed.
     *
     * @throws java.io.IOException if a result is there and was not to be, or it cannot be read
     * @throws IllegalArgumentException if the folder holds another run
     */
    public Optional<RunResult> finished() throws java.io.IOException {
        Path folder = config.training().output();
        ExistingRun existing = config.training().existing();
        if (existing == ExistingRun.REFUSE && Files.exists(RunResult.file(folder))) {
            throw new FileSystemException(
                    folder.toString(),
                    null,
                    "expected no earlier results, found result.json; --replace replaces them,"
                            + " --resume shows them");
        }
        if (existing != ExistingRun.RESUME) {
            return Optional.empty();
        }
        if (RunDescription.isIn(folder)) {
            require(folder, "recipe", config.recipe(), RunDescription.read(folder).quantization());
        }
        Optional<RunResult> result = RunResult.read(folder);
        if (result.isPresent() && config.method() == Method.QAT) {
            require(folder, "epochs", config.training().epochs(), result.get().epochs());
            require(folder, "seed", config.training().seed(), result.get().seed());
        }
        return result;
    }

    private static void require(Path folder, String what, Object wanted, Object there) {
        if (!wanted.equals(there)) {
            throw new IllegalArgumentException(
                    String.format(
                            "resume in %s: expected the %s of the run there (%s), found %s",
                            folder, what, there, wanted));
        }
    }

    /**
     * Quantizes, writes and measures.
     *
     * @param run the float network, which training changes
     * @throws java.io.IOException if files cannot be read or written
     * @throws ai.djl.MalformedModelException if a checkpoint to resume from does not fit
     * @throws io.github.djlqat.runtime.UnsupportedOperatorException if the network computes what
     *     has no integer form
     */
    public RunResult run(FloatRun run) throws Exception {
        Optional<RunResult> finished = finished();
        return finished.isPresent() ? finished.get() : run(run, floatTop1(run, display));
    }

    /** Returns the float network's share of right classes on the test images. */
    public static double floatTop1(FloatRun run, ProgressDisplay display) throws Exception {
        return BlockEvaluator.evaluate(run.model(), run.data().testBatches(250), "float", display)
                .accuracy();
    }

    /**
     * Quantizes, writes and measures.
     *
     * @param run the float network, which training changes
     * @param floatTop1 its share of right classes on the test images
     * @throws java.io.IOException if files cannot be read or written
     * @throws ai.djl.MalformedModelException if a checkpoint to resume from does not fit
     * @throws io.github.djlqat.runtime.UnsupportedOperatorException if the network computes what
     *     has no integer form
     */
    public RunResult run(FloatRun run, double floatTop1) throws Exception {
        Optional<RunResult> finished = finished();
        if (finished.isPresent()) {
            return finished.get();
        }
        Path folder = config.training().output();
        AtomicFile.checkFolder(folder);
        Files.deleteIfExists(RunResult.file(folder));
        run.description().quantized(config.recipe()).write(folder);
        QuantizeJob job = new QuantizeJob(config, run.model(), run.data(), display);
        RunResult result = describe(run, floatTop1, job);
        result.write(folder);
        return result;
    }

    private RunResult describe(FloatRun run, double floatTop1, QuantizeJob job) throws Exception {
        QuantizeResult result = job.run();
        boolean trained = config.method() == Method.QAT;
        List<Double> epochs =
                result.epochAccuracies().stream().map(a -> a.isNaN() ? null : a).toList();
        return new RunResult(
                run.description().model(),
                run.description().data().name(),
                config.method().id(),
                config.preset().toString(),
                config.preset().bits().toString(),
                trained ? config.training().epochs() : 0,
                trained ? config.training().learningRate() : 0,
                config.training().seed(),
                result.runtime().size(),
                floatTop1,
                result.graph().accuracy(),
                result.runtime().accuracy(),
                result.graph().agreement(result.runtime()),
                epochs,
                result.tflite().toString(),
                result.fileBytes(),
                result.weightBytes(),
                result.layers().stream().mapToLong(QuantizeResult.Layer::weights).sum(),
                result.arenaBytes(),
                result.layers(),
                result.parity().map(QuantizeRun::parity).orElse(null),
                config.runtime().rounding().name().toLowerCase(Locale.ROOT),
                result.kernels(),
                result.runtime().millisecondsPerImage(),
                result.seconds(),
                command);
    }

    private static RunResult.Parity parity(ParityReport report) {
        return new RunResult.Parity(
                report.examples(),
                report.sameTop1(),
                report.worst().name(),
                report.worst().givenEqualInputs().share(),
                report.worst().givenEqualInputs().largest(),
                report.passes());
    }
}
