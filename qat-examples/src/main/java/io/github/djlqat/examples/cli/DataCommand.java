package io.github.djlqat.examples.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code qat data}: what to train and test on. */
@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Lists, checks and prepares data sets.",
            "",
            "shapes is drawn by the program. The others are read through DJL, from its server or from"
                    + " a local copy (--repository); datasets/README.md says where each comes from"
                    + " and how a copy must lie."
        },
        footer = {
            "",
            "Examples:",
            "  qat data list",
            "  qat data check --dataset cifar10 --repository DIR",
            "  qat data samples --dataset shapes --output samples",
            "  qat data export --dataset shapes --model model.tflite --output in.raw --labels in.labels",
            "  qat run model.tflite --input in.raw --output out.raw"
        },
        subcommands = {
            DataListCommand.class,
            DataCheckCommand.class,
            DataSamplesCommand.class,
            DataExportCommand.class
        })
final class DataCommand implements Runnable {

    @Spec private CommandSpec spec;

    @ParentCommand private QatCommand qat;

    /** Returns {@code qat} itself. */
    QatCommand qat() {
        return qat;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "expected a command ("
                        + String.join(", ", spec.subcommands().keySet())
                        + "), found none");
    }
}
