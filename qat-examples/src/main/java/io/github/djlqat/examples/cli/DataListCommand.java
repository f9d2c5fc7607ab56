package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.data.Datasets;
import io.github.djlqat.examples.output.TextTable;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code qat data list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the data sets.",
        footer = {"", "Example:", "  qat data list"})
final class DataListCommand implements CommandAction {

    private static final Map<String, String[]> WHAT =
            Map.of(
                    "shapes",
                            new String[] {
                                "ten shapes, drawn by the program, 32x32 colour", "nothing"
                            },
                    "cifar10",
                            new String[] {
                                "photographs in 10 classes, 32x32 colour",
                                "DJL's server or --repository"
                            },
                    "mnist",
                            new String[] {
                                "handwritten digits, 28x28 grey", "DJL's server or --repository"
                            },
                    "fashionmnist",
                            new String[] {
                                "clothing in 10 classes, 28x28 grey", "DJL's server or --repository"
                            },
                    "imagenet",
                            new String[] {
                                "photographs in 1,000 classes", "--repository with train/ and val/"
                            },
                    "imagefolder",
                            new String[] {
                                "your own, a folder for each class",
                                "--repository with train/ and test/"
                            });

    @Spec private CommandSpec spec;

    @Override
    public void act() {
        TextTable table = new TextTable("dataset", "<what", "<needs");
        for (String name : Datasets.names()) {
            String[] what = WHAT.getOrDefault(name, new String[] {"", ""});
            table.row(name, what[0], what[1]);
        }
        spec.commandLine().getOut().println(table);
    }
}
