package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.demo.Demo;
import io.github.djlqat.examples.output.AtomicFile;
import io.github.djlqat.examples.progress.ProgressDisplay;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code qat demo}: the whole way, once. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Goes the whole way in a few minutes, with no data but what it draws.",
            "",
            "Draws coloured shapes, trains a small network in float, brings it to int8 after training"
                    + " and by training on, writes both as .tflite, and ends with one table: accuracy"
                    + " in the training graph and in the integer runtime, their agreement, size and"
                    + " time. The same seed gives the same accuracies on the same machine."
        },
        footer = {
            "",
            "Examples:",
            "  qat demo",
            "  qat demo --quick --output /tmp/demo     half a minute, to see that everything works"
        })
final class DemoCommand implements CommandAction {

    @Spec private CommandSpec spec;

    @ParentCommand private QatCommand qat;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "runs/demo",
            description =
                    "Folder for the results; an earlier demo is replaced. Default: ${DEFAULT-VALUE}.")
    private Path output;

    @Option(names = "--quick", description = "Few images and epochs; the accuracies mean nothing.")
    private boolean quick;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of images and training. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public void act() throws Exception {
        AtomicFile.checkFolder(output);
        qat.startLog(output);
        PrintWriter out = spec.commandLine().getOut();
        new Demo(output, seed, quick ? Demo.Size.QUICK : Demo.Size.FULL)
                .run(out, ProgressDisplay.forTerminal(out));
    }
}
