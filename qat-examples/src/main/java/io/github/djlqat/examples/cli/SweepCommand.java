package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.output.AtomicFile;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.examples.sweep.Sweep;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code qat sweep}: many quantizations and one table. */
@Command(
        name = "sweep",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs a plan of quantizations, one after the other, and makes a table of them.",
            "",
            "Each row of the plan has a folder of its own in --output and is what qat quantize does"
                    + " with the same options. A sweep that was stopped, however hard, goes on where"
                    + " it was when the command is given again; rows that are done are not run again,"
                    + " rows that failed are tried again. results.md in --output holds the table.",
            "",
            "A plan is text, a row a line: MODEL METHOD PRESET [KEY=VALUE ...], with keys epochs, lr,"
                    + " optimizer, decay, warmup, batch, seed, layers (PATH=PRESET,...), all-layers,"
                    + " aim (points from float), against (a row in place of float) and name."
        },
        footer = {
            "",
            "Examples:",
            "  qat sweep --list",
            "  qat sweep --float resnet8=runs/r8 --float resnet20=runs/r20 --output runs/sweep",
            "  qat sweep --output runs/sweep --status",
            "  qat sweep --plan my.txt --only 'resnet8-lsq*' --float resnet8=runs/r8 --output runs/my",
        })
final class SweepCommand implements CommandAction {

    @Spec private CommandSpec spec;

    @ParentCommand private QatCommand qat;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "The plan. Default: that of the project's table of results.")
    private Path plan;

    @Option(
            names = "--only",
            paramLabel = "GLOB",
            split = ",",
            description = "Only rows whose names fit, in the order of the plan.")
    private List<String> only;

    @Option(
            names = "--float",
            paramLabel = "MODEL=DIR",
            description = "Folder that qat train wrote, for each model of the plan.")
    private Map<String, Path> floats = new LinkedHashMap<>();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "runs/sweep",
            description = "Folder for all rows. Default: ${DEFAULT-VALUE}.")
    private Path output;

    @Option(names = "--list", description = "Print the rows and end.")
    private boolean list;

    @Option(names = "--status", description = "Print the table as far as it is done and end.")
    private boolean status;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "PyTorch's threads. Default: its own choice.")
    private int threads;

    @Mixin private DataOptions data;

    @Override
    public void act() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Sweep.Settings settings =
                new Sweep.Settings(output, floats, data::request, data.arguments(), threads);
        Sweep sweep = Sweep.of(plan, only, settings);
        if (list) {
            sweep.list().forEach(out::println);
            return;
        }
        if (status) {
            out.print(sweep.table());
            return;
        }
        AtomicFile.checkFolder(output);
        qat.startLog(output);
        int failed = sweep.run(out, ProgressDisplay.forTerminal(out));
        out.println();
        out.print(sweep.table());
        if (failed > 0) {
            throw new IllegalStateException(
                    failed
                            + " rows failed; their errors are in the table and in error.txt in their"
                            + " folders");
        }
    }
}
