package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.evaluate.BlockEvaluator;
import io.github.djlqat.examples.evaluate.Predictions;
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
import io.github.djlqat.quant.observer.ObserverSettings;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code qat quantize}: from float to int8. */
@Command(
        name = "quantize",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Brings a trained network to int8 and writes it as .tflite.",
            "",
            "ptq observes the ranges of all values on some training images and leaves the weights as"
                    + " they are; qat then trains on with fake quantization. Both end with the test"
                    + " images in the training graph and in the integer runtime, a comparison of the"
                    + " two code by code, results.json and the log in the output folder."
        },
        footer = {
            "",
            "Examples:",
            "  qat quantize --method ptq --checkpoint runs/cifar",
            "  qat quantize --method qat --checkpoint runs/cifar --epochs 5 --output runs/cifar/qat",
            "  qat quantize --method qat --checkpoint runs/cifar --epochs 5 --output runs/cifar/qat \\",
            "               --resume"
        })
final class QuantizeCommand implements CommandAction {

    @Spec private CommandSpec spec;

    @ParentCommand private QatCommand qat;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            required = true,
            description = "ptq (post-training) or qat (quantization-aware training).")
    private Method method;

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR",
            required = true,
            description = "Folder that qat train wrote.")
    private Path checkpoint;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Folder for the results. Default: ptq or qat in the checkpoint's folder.")
    private Path output;

    @ArgGroup private ExistingOptions existing;

    @Mixin private DataOptions data;

    @Option(
            names = "--calibration-images",
            paramLabel = "N",
            defaultValue = "1024",
            description = "Training images that show the ranges. Default: ${DEFAULT-VALUE}.")
    private int calibrationImages;

    @Option(
            names = "--observer",
            paramLabel = "KIND",
            description =
                    "How ranges of activations are found: ${COMPLETION-CANDIDATES}. Default: MIN_MAX"
                            + " for ptq, a moving average for qat.")
    private ObserverSettings.Kind observer;

    @Option(
            names = "--per-tensor-linear",
            description = "One scale for all weights of a linear layer, as older runtimes need.")
    private boolean perTensorLinear;

    @Option(
            names = "--parity-images",
            paramLabel = "N",
            defaultValue = "200",
            description = "Test images to compare code by code. Default: ${DEFAULT-VALUE}.")
    private int parityImages;

    @Mixin private RecipeOptions recipe;

    @Option(
            names = "--rounding",
            paramLabel = "MODE",
            defaultValue = "DOUBLE",
            description = "double or single: the runtime's rounding. Default: double.")
    private RoundingMode rounding;

    @Override
    public void act() throws Exception {
        ExistingRun kind = ExistingOptions.kind(existing);
        if (method == Method.PTQ && kind == ExistingRun.RESUME) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--resume: expected --method qat, found ptq, which does not train");
        }
        Optional<String> training = recipe.firstOfTraining();
        if (method == Method.PTQ && training.isPresent()) {
            throw new ParameterException(
                    spec.commandLine(),
                    training.get() + ": expected --method qat, found ptq, which does not train");
        }
        Path folder = output != null ? output : checkpoint.resolve(method.id());
        if (folder.toAbsolutePath().normalize().equals(checkpoint.toAbsolutePath().normalize())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--output: expected another folder than the checkpoint's, found " + folder);
        }
        PrintWriter out = spec.commandLine().getOut();
        ProgressDisplay display = ProgressDisplay.forTerminal(out);
        try (FloatRun run = FloatRun.load(checkpoint, data)) {
            QuantizeConfig config = config(run, folder, kind);
            AtomicFile.checkFolder(folder);
            Path results = folder.resolve("results.json");
            if (kind == ExistingRun.REFUSE && Files.exists(results)) {
                throw new FileSystemException(
                        folder.toString(),
                        null,
                        "expected no earlier results, found results.json; --replace replaces them");
            }
            qat.startLog(folder);
            run.description().write(folder);
            Predictions floats =
                    BlockEvaluator.evaluate(
                            run.model(), run.data().testBatches(250), "float", display);
            ResultTable table = new ResultTable();
            table.addFloat(floats, Files.size(run.weights()));
            QuantizeResult result = new QuantizeJob(config, run.model(), run.data(), display).run();
            table.add(method, result);
            AtomicFile.writeString(results, Json.format(table.json()));
            out.println(table);
            result.parity().ifPresent(report -> out.println("parity   " + report.summary()));
            out.printf("model    %s%n", result.tflite());
            out.printf("results  %s%n", results);
            out.printf("next     qat inspect %s%n", result.tflite());
        }
    }

    private QuantizeConfig config(FloatRun run, Path folder, ExistingRun kind) {
        String name = run.description().model() + "-" + method.id();
        TrainConfig training = recipe.config(name, folder, 5, 0.05f).withExisting(kind);
        QuantizeConfig config =
                QuantizeConfig.of(
                                method,
                                Optional.ofNullable(observer),
                                training,
                                LoadOptions.defaults().withRounding(rounding))
                        .withImages(calibrationImages, parityImages);
        return perTensorLinear
                ? config.withNetwork(config.network().withPerTensorLinear())
                : config;
    }
}
