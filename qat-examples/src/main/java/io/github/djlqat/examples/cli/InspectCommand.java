package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.inspect.Costs;
import io.github.djlqat.examples.inspect.GraphTable;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.tflite.TfliteReader;
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
                    + " shape, scale and zero point of what it writes, its multiply-accumulates, and"
                    + " the bytes of its weights and biases. Then the model's inputs and outputs, and"
                    + " the sums. real = scale * (code - zero point)."
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
        IntegerGraph graph = read();
        PrintWriter out = spec.commandLine().getOut();
        out.println(GraphTable.operators(graph));
        out.println();
        out.println(GraphTable.ends(graph));
        out.println();
        out.printf("operators             %s%n", GraphTable.number(graph.operators().size()));
        out.printf(
                "multiply-accumulates  %s%n", GraphTable.number(Costs.multiplyAccumulates(graph)));
        out.printf(
                "weights and biases    %s bytes%n", GraphTable.number(Costs.constantBytes(graph)));
        out.printf("file                  %s bytes%n", GraphTable.number(Files.size(model)));
    }

    private IntegerGraph read() throws FileFailure {
        try {
            return TfliteReader.read(model);
        } catch (IOException | MalformedModelException | UnsupportedOperatorException e) {
            throw new FileFailure(model, e);
        }
    }
}
