package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.data.DataSource;
import io.github.djlqat.examples.data.Datasets;
import io.github.djlqat.examples.evaluate.BlockEvaluator;
import io.github.djlqat.examples.evaluate.IntegerEvaluator;
import io.github.djlqat.examples.evaluate.Predictions;
import io.github.djlqat.examples.output.TextTable;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.examples.quantize.ResultTable;
import io.github.djlqat.examples.train.FloatRun;
import io.github.djlqat.examples.train.RunDescription;
import io.github.djlqat.runtime.IntegerModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code qat eval}: accuracy on test images. */
@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures accuracy on the test images.",
            "",
            "Of a .tflite model in the integer runtime, of a float checkpoint in PyTorch, or of both;"
                    + " then also in how many images they find the same class. The data are what the"
                    + " checkpoint, or the folder of the model, was trained on, unless options say"
                    + " otherwise."
        },
        footer = {
            "",
            "Examples:",
            "  qat eval runs/cifar/ptq/resnet8-ptq.tflite",
            "  qat eval --checkpoint runs/cifar",
            "  qat eval model.tflite --checkpoint runs/cifar --test-images 1000 --rounding single"
        })
final class EvalCommand implements CommandAction {

    @Spec private CommandSpec spec;

    @ParentCommand private QatCommand qat;

    @Parameters(paramLabel = "MODEL.tflite", arity = "0..1", description = "The integer model.")
    private Path file;

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR",
            description = "Folder that qat train wrote.")
    private Path checkpoint;

    @Mixin private DataOptions data;

    @Mixin private RuntimeOptions runtime;

    @Override
    public void act() throws Exception {
        if (file == null && checkpoint == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "expected MODEL.tflite, --checkpoint or both, found neither");
        }
        qat.startLog();
        PrintWriter out = spec.commandLine().getOut();
        ProgressDisplay display = ProgressDisplay.forTerminal(out);
        TextTable table = new TextTable("network", "accuracy", "images", "ms/image", "<by");
        Predictions integers = null;
        if (file != null) {
            try (IntegerModel model = ModelFile.load(file, runtime.load())) {
                DataSource source = source();
                integers =
                        IntegerEvaluator.evaluate(
                                model, source.test(), source.normalization(), "integer", display);
                add(table, file.toString(), integers, "integer runtime, " + model.kernels());
            }
        }
        if (checkpoint != null) {
            try (FloatRun run = FloatRun.load(checkpoint, data::request)) {
                Predictions floats =
                        BlockEvaluator.evaluate(
                                run.model(), run.data().testBatches(250), "float", display);
                add(table, checkpoint.toString(), floats, "PyTorch, float");
                out.println(table);
                if (integers != null) {
                    out.printf(
                            "same class in %s of the images%n",
                            ResultTable.percent(floats.agreement(integers)));
                }
                return;
            }
        }
        out.println(table);
    }

    private DataSource source() throws IOException {
        if (checkpoint != null) {
            return Datasets.open(data.request(RunDescription.read(checkpoint).data()));
        }
        Path folder = file.toAbsolutePath().getParent();
        return RunDescription.isIn(folder)
                ? Datasets.open(data.request(RunDescription.read(folder).data()))
                : data.open();
    }

    private static void add(TextTable table, String name, Predictions of, String by) {
        table.row(
                name,
                ResultTable.percent(of.accuracy()),
                of.size(),
                String.format(Locale.ROOT, "%.3f", of.millisecondsPerImage()),
                by);
    }
}
