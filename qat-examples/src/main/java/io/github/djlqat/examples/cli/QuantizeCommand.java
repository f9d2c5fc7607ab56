package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.output.AtomicFile;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.examples.quantize.Method;
import io.github.djlqat.examples.quantize.QuantizeConfig;
import io.github.djlqat.examples.quantize.QuantizeRun;
import io.github.djlqat.examples.quantize.ResultTable;
import io.github.djlqat.examples.quantize.RunResult;
import io.github.djlqat.examples.train.FloatRun;
import io.github.djlqat.examples.train.TrainConfig;
import io.github.djlqat.preset.Preset;
import io.github.djlqat.quant.observer.ObserverSettings;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code qat quantize}: from float to integers. */
@Command(
        name = "quantize",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Brings a trained network to integers and writes it as .tflite.",
            "",
            "A preset says how: 8 bits unless you name another; its hints on training are the defaults"
                    + " of the options below. ptq observes the ranges of all values on some training"
                    + " images and leaves the weights as they are; qat then trains on with the"
                    + " quantizers in place. Both end with the test images in the training graph and"
                    + " in the integer runtime, a comparison of the two code by code, result.json and"
                    + " the log in the output folder. --resume goes on where a run was stopped, and"
                    + " shows the result of one that is finished."
        },
        footer = {
            "",
            "Examples:",
            "  qat quantize --method ptq --checkpoint runs/cifar",
            "  qat quantize --preset LsqW4A4 --checkpoint runs/cifar --epochs 5",
            "  qat quantize --preset LsqW2A2 --layer 04ParallelBlock=LsqW4A4 --checkpoint runs/cifar",
            "  qat quantize --preset LsqW4A4 --kind depthwise=Int8 --checkpoint runs/cifar",
            "  qat quantize --method qat --checkpoint runs/cifar --epochs 5 --output runs/cifar/qat",
            "  qat quantize --method qat --checkpoint runs/cifar --epochs 5 --output runs/cifar/qat \\",
            "               --resume"
        })
final class QuantizeCommand implements CommandAction {

    @Spec private CommandSpec spec;

    @ParentCommand private QatCommand qat;

    @Mixin private PresetOptions presets;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            description =
                    "ptq (post-training) or qat (quantization-aware training). Default: qat where"
                            + " the preset is meant for it.")
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
            description =
                    "Folder for the results. Default: PRESET-METHOD in the checkpoint's folder.")
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
            description = "double or single: the runtime's rounding. Default: the preset's.")
    private RoundingMode rounding;

    @Override
    public void act() throws Exception {
        Preset preset = presets.preset();
        if (method == null && !presets.isGiven()) {
            throw usage("expected --method, --preset or both, found neither");
        }
        Method by = method == null ? PresetOptions.usualMethod(preset) : method;
        preset.config(by.use()); // Refuses what it is not meant for before anything is read.
        Optional<String> training = recipe.firstOfTraining();
        if (by == Method.PTQ && training.isPresent()) {
            throw usage(
                    training.get() + ": expected --method qat, found ptq, which does not train");
        }
        String id = presets.isGiven() ? preset.name() + "-" + by.id() : by.id();
        Path folder = output != null ? output : checkpoint.resolve(id);
        if (folder.toAbsolutePath().normalize().equals(checkpoint.toAbsolutePath().normalize())) {
            throw usage("--output: expected another folder than the checkpoint's, found " + folder);
        }
        PrintWriter out = spec.commandLine().getOut();
        ProgressDisplay display = ProgressDisplay.forTerminal(out);
        try (FloatRun run = FloatRun.load(checkpoint, data::request)) {
            QuantizeConfig config = config(run, by, preset, id, folder);
            AtomicFile.checkFolder(folder);
            QuantizeRun job = new QuantizeRun(config, command(), display);
            Optional<RunResult> finished = job.finished();
            if (finished.isEmpty()) {
                qat.startLog(folder);
            }
            RunResult result = finished.isPresent() ? finished.get() : job.run(run);
            print(out, result, folder);
            recipe.profile(folder).ifPresent(text -> out.printf("%n%s", text));
        }
    }

    private static void print(PrintWriter out, RunResult result, Path folder) {
        out.println(ResultTable.of(result));
        if (result.parity() != null) {
            out.println("parity   " + result.parity().summary());
        }
        out.printf("model    %s%n", result.artifact());
        out.printf("result   %s%n", RunResult.file(folder));
        out.printf("next     qat inspect %s%n", result.artifact());
    }

    private QuantizeConfig config(FloatRun run, Method by, Preset preset, String id, Path folder) {
        String name = run.description().model() + "-" + id;
        TrainConfig training =
                recipe.config(name, folder, preset.hints()).toBuilder()
                        .optExisting(ExistingOptions.kind(existing))
                        .build();
        LoadOptions runtime =
                rounding == null
                        ? LoadOptions.defaults().withRounding(preset.rounding())
                        : LoadOptions.defaults().withRounding(rounding);
        QuantizeConfig config =
                QuantizeConfig.of(by, preset, training, runtime)
                        .withImages(calibrationImages, parityImages);
        if (observer != null) {
            config =
                    config.withNetwork(
                            config.network().withObserver(ObserverSettings.of(observer)));
        }
        return perTensorLinear
                ? config.withNetwork(config.network().withPerTensorLinear())
                : config;
    }

    private String command() {
        List<String> arguments =
                spec.commandLine().getParent().getParseResult().originalArgs().stream()
                        .filter(a -> !a.equals("--resume") && !a.equals("--replace"))
                        .map(a -> a.matches("[A-Za-z0-9._/=:,+-]+") ? a : "'" + a + "'")
                        .toList();
        return "./qat " + String.join(" ", arguments);
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
