package io.github.djlqat.examples.cli;

import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code qat} itself: what is common to all subcommands. */
@Command(
        name = "qat",
        mixinStandardHelpOptions = true,
        version = "qat 0.1.0-SNAPSHOT",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Quantization-aware training for DJL models, and an integer-only runtime for the result.",
            "",
            "A network is trained in float (train), brought to integers of 8 bits or fewer after"
                    + " training or by training on (quantize), written as a .tflite file, and run with integer"
                    + " arithmetic alone (run, eval). Start with: qat demo"
        },
        footer = {
            "",
            "Examples:",
            "  qat demo                                the whole way in a few minutes, offline",
            "  qat train --list-models                 what can be trained",
            "  qat inspect model.tflite                operators, shapes, sizes of a model",
            "  qat run model.tflite --input in.raw --output out.raw",
            "",
            "Exit status: 0 done, 1 failed, 2 the command line was not understood."
        },
        subcommands = {
            DemoCommand.class,
            TrainCommand.class,
            QuantizeCommand.class,
            PresetsCommand.class,
            SweepCommand.class,
            EvalCommand.class,
            RunCommand.class,
            ExportCommand.class,
            InspectCommand.class,
            BenchCommand.class,
            VerifyCommand.class,
            DataCommand.class,
            HelpCommand.class
        })
final class QatCommand implements Runnable {

    @Spec private CommandSpec spec;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "On failure, print the stack trace as well.")
    private boolean verbose;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "Append the log to FILE. Default: qat.log in the output folder of commands that"
                            + " have one, else none.")
    private Path log;

    /** Returns whether stack traces are wanted. */
    boolean verbose() {
        return verbose;
    }

    /**
     * Starts logging to the file that the user named; does nothing where there is none.
     *
     * @throws java.io.IOException if the file cannot be written
     */
    void startLog() throws java.io.IOException {
        if (log != null) {
            Logging.toFile(log);
        }
    }

    /** Starts logging to the file that the user named, else to {@code qat.log} in a folder. */
    void startLog(Path folder) throws java.io.IOException {
        Logging.toFile(log != null ? log : folder.resolve("qat.log"));
    }

    @Override
    public void run() {
        CommandLine line = spec.commandLine();
        throw new ParameterException(
                line,
                "expected a command ("
                        + String.join(", ", line.getSubcommands().keySet())
                        + "), found none");
    }
}
