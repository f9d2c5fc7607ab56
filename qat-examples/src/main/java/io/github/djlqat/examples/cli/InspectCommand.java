package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.inspect.GraphTable;
import io.github.djlqat.examples.inspect.WeightTable;
import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code qat inspect}: what a model is made of. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what a .tflite model is made of.",
            "",
            "Each operator with its options, the activations it reads (t and the tensor's index), the"
                    + " shape, scale and zero point of what it writes, its multiply-accumulates, the"
                    + " bits of a weight, and the bytes of its weights and biases as they are packed."
                    + " Then how the weights are stored: what the bits stand for, their bytes as a"
                    + " share of float's; the model's inputs and outputs; and the sums; the arena"
                    + " holds all activations. real = scale * (code - zero point)."
        },
        footer = {
            "",
            "Example:",
            "  qat inspect model.tflite",
        })
final class InspectCommand implements CommandAction {

    @Spec private CommandSpec spec;

    @ParentCommand private QatCommand qat;

    @Parameters(paramLabel = "MODEL.tflite", description = "The model.")
    private Path model;

    @Override
    public void act() throws IOException, FileFailure {
        qat.startLog();
        PrintWriter out = spec.commandLine().getOut();
        try (IntegerModel loaded = ModelFile.load(model, LoadOptions.defaults())) {
            out.println(GraphTable.operators(loaded));
            out.println();
            out.println(WeightTable.of(WeightTable.rows(loaded.graph())));
            out.println();
            out.println(GraphTable.ends(loaded.graph()));
            out.println();
            line(out, "operators", loaded.graph().operators().size(), "");
            line(out, "multiply-accumulates", loaded.multiplyAccumulates(), "");
            line(out, "weights and biases", loaded.weightBytes(), " bytes");
            line(out, "arena", loaded.arenaBytes(), " bytes");
            line(out, "file", Files.size(model), " bytes");
        }
    }

    private static void line(PrintWriter out, String what, long value, String unit) {
        out.printf("%-20s  %s%s%n", what, GraphTable.number(value), unit);
    }
}
