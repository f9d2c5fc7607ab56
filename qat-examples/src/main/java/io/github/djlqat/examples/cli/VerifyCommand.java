package io.github.djlqat.examples.cli;

import ai.djl.ndarray.types.Shape;
import io.github.djlqat.analysis.ParityReport;
import io.github.djlqat.analysis.ZooParity;
import io.github.djlqat.examples.evaluate.KernelCheck;
import io.github.djlqat.examples.evaluate.PresetParity;
import io.github.djlqat.examples.model.ModelInfo;
import io.github.djlqat.examples.model.Models;
import io.github.djlqat.examples.output.TextTable;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.preset.Preset;
import io.github.djlqat.preset.Presets;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.graph.IntegerGraph;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code qat verify}: that all ways to compute a model agree. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Checks that all ways to compute a model agree; fails where they do not.",
            "",
            "Of a .tflite: reference and vector kernels, any number of threads and batches give the"
                    + " same bytes, in both rounding modes, on random and extreme inputs. With --zoo:"
                    + " each network is given random weights, traced, calibrated on generated images,"
                    + " converted, and every operator's codes compared with those of the training"
                    + " side: given equal inputs at least 99.99 %% are equal and none differs by more"
                    + " than 1. A trained network is compared likewise by qat quantize"
                    + " (--parity-images). With --presets: likewise a resnet8 with random weights"
                    + " through each preset, trained for two steps on drawn images, written and read"
                    + " again."
        },
        footer = {
            "",
            "Examples:",
            "  qat verify model.tflite --examples 100",
            "  qat verify --zoo --models mobilenetv2,googlenet,resnet18",
            "  qat verify --onnx --models mobilenetv2,squeezenet",
            "  qat verify --presets",
            "  qat verify --presets LsqW4A4,XnorNet --images 50",
        })
final class VerifyCommand implements CommandAction {

    @Spec private CommandSpec spec;

    @ParentCommand private QatCommand qat;

    @Parameters(paramLabel = "MODEL.tflite", arity = "0..1", description = "The model to check.")
    private Path file;

    @Option(
            names = "--examples",
            paramLabel = "N",
            defaultValue = "20",
            description = "Random inputs to run. Default: ${DEFAULT-VALUE}.")
    private int examples;

    @Option(names = "--zoo", description = "Check networks with random weights.")
    private boolean zoo;

    @Option(
            names = "--models",
            paramLabel = "NAME",
            split = ",",
            description = "Which networks for --zoo and --onnx. Default: all.")
    private List<String> models;

    @Option(
            names = "--presets",
            paramLabel = "NAME",
            arity = "0..1",
            split = ",",
            fallbackValue = "all",
            description = "Check presets: all, or those named.")
    private List<String> presets;

    @Option(
            names = "--onnx",
            description =
                    "Check networks with random weights, exported to ONNX, in ONNX Runtime: given equal"
                            + " inputs no operator's codes may differ by more than 1.")
    private boolean onnx;

    @Option(
            names = "--images",
            paramLabel = "N",
            description =
                    "Generated images to compare. Default: 3 for --zoo and --onnx, 24 for --presets.")
    private Integer images;

    @Option(names = "--table", description = "Print every operator for --zoo.")
    private boolean table;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of inputs and weights. Default: ${DEFAULT-VALUE}.")
    private int seed;

    @Mixin private RuntimeOptions runtime;

    @Override
    public void act() throws Exception {
        int ways =
                (file != null ? 1 : 0) + (zoo ? 1 : 0) + (onnx ? 1 : 0) + (presets != null ? 1 : 0);
        if (ways != 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "expected one of MODEL.tflite, --zoo, --onnx and --presets, found "
                            + (ways == 0 ? "none" : "several"));
        }
        qat.startLog();
        if (zoo) {
            verifyZoo();
        } else if (onnx) {
            verifyOnnx();
        } else if (presets != null) {
            verifyPresets();
        } else {
            verifyFile();
        }
    }

    private void verifyPresets() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        List<Preset> chosen =
                presets.contains("all")
                        ? Presets.all()
                        : presets.stream().map(Presets::of).toList();
        PresetVerification verification =
                new PresetVerification(
                        new PresetParity(runtime.load(), images == null ? 24 : images, seed));
        boolean passed = verification.run(chosen, table, out);
        out.println(verification.summary());
        if (!passed) {
            throw new IllegalStateException(
                    "expected every preset to agree with the runtime, found some that do not");
        }
    }

    private void verifyOnnx() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        OnnxVerification verification =
                new OnnxVerification(
                        images == null ? 3 : images, seed, ProgressDisplay.forTerminal(out));
        boolean passed = true;
        for (ModelInfo info : chosen()) {
            passed &= verification.run(info);
        }
        out.println(verification.table());
        if (!passed) {
            throw new IllegalStateException(
                    "expected operators that differ by at most 1 from ONNX Runtime's, found more");
        }
    }

    private List<ModelInfo> chosen() {
        return models == null ? Models.list() : models.stream().map(Models::info).toList();
    }

    private void verifyFile() throws FileFailure {
        IntegerGraph graph = ModelFile.read(file);
        try {
            KernelCheck.Result result = KernelCheck.run(graph, examples, seed);
            spec.commandLine()
                    .getOut()
                    .printf(
                            "%s: %d examples, %s equal in both rounding modes%n",
                            file, examples, String.join(", ", result.ways()));
        } catch (io.github.djlqat.runtime.MalformedModelException e) {
            throw new FileFailure(file, e);
        }
    }

    private void verifyZoo() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        List<ModelInfo> chosen = chosen();
        LoadOptions options = runtime.load();
        TextTable summary =
                new TextTable(
                        "model",
                        "operators",
                        "same class",
                        "codes equal",
                        "given equal inputs",
                        "max",
                        "<worst",
                        "<");
        boolean passed = true;
        for (ModelInfo info : chosen) {
            Shape input =
                    new Shape(
                            1,
                            info.name().equals("lenet") ? 1 : 3,
                            info.imageSize(),
                            info.imageSize());
            ZooParity.Result result =
                    new ZooParity(options, images == null ? 3 : images, 2, seed)
                            .run(
                                    new ZooParity.Case(
                                            info.name(),
                                            () -> Models.create(info.name(), 10, input),
                                            input));
            ParityReport report = result.report();
            if (table) {
                out.println(info.name());
                out.println(report.toTable());
            }
            boolean ok = report.operators().stream().allMatch(o -> o.passes());
            passed &= ok;
            summary.row(
                    info.name(),
                    result.operators(),
                    percent(report.agreement()),
                    percent(
                            report.operators().stream()
                                    .mapToDouble(o -> o.endToEnd().share())
                                    .min()
                                    .orElse(1)),
                    percent(report.worst().givenEqualInputs().share()),
                    report.worst().givenEqualInputs().largest(),
                    report.worst().name(),
                    ok ? "ok" : "FAILED");
            out.printf("%s: %s%n", info.name(), report.summary());
            out.flush();
        }
        out.println(summary);
        if (!passed) {
            throw new IllegalStateException(
                    "expected every operator to agree given equal inputs, found some that do not");
        }
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.4f %%", 100 * share);
    }
}
