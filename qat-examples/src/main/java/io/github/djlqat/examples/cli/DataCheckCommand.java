package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.data.DataSource;
import io.github.djlqat.examples.data.ImageSource;
import io.github.djlqat.examples.inspect.GraphTable;
import io.github.djlqat.examples.output.TextTable;
import io.github.djlqat.examples.progress.Progress;
import io.github.djlqat.examples.progress.ProgressDisplay;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code qat data check}: reads every image of a data set once. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Reads every image, counts classes, and prints a SHA-256 of each split.",
            "",
            "The sum is over each image's label (one byte) and pixels (rows, columns, channels), in"
                    + " order: two copies of a data set are the same when the sums are."
        },
        footer = {
            "",
            "Example:",
            "  qat data check --dataset cifar10 --repository DIR",
        })
final class DataCheckCommand implements CommandAction {

    @Spec private CommandSpec spec;

    @ParentCommand private DataCommand parent;

    @Mixin private DataOptions data;

    @Override
    public void act() throws IOException {
        parent.qat().startLog();
        PrintWriter out = spec.commandLine().getOut();
        DataSource source = data.open();
        out.printf(
                "%s: %d classes, images of %s%n",
                source.name(), source.classes().size(), source.shape());
        TextTable table = new TextTable("split", "images", "fewest of a class", "most", "<sha-256");
        ProgressDisplay display = ProgressDisplay.forTerminal(out);
        addSplit(table, "train", source.train(), source.classes(), display);
        addSplit(table, "test", source.test(), source.classes(), display);
        out.println(table);
    }

    private static void addSplit(
            TextTable table,
            String name,
            ImageSource images,
            List<String> classes,
            ProgressDisplay display)
            throws IOException {
        long[] counts = new long[classes.size()];
        MessageDigest digest = sha256();
        byte[] pixels = new byte[images.shape().bytes()];
        try (Progress progress = display.start(name, images.size(), " images")) {
            for (int i = 0; i < images.size(); i++) {
                int label = images.label(i);
                if (label < 0 || label >= counts.length) {
                    throw new IOException(
                            String.format(
                                    "%s image %d: expected a label of 0 to %d, found %d",
                                    name, i, counts.length - 1, label));
                }
                images.read(i, pixels, 0);
                counts[label]++;
                digest.update((byte) label);
                digest.update(pixels);
                progress.update(i + 1, "");
            }
        }
        long fewest = java.util.Arrays.stream(counts).min().orElse(0);
        long most = java.util.Arrays.stream(counts).max().orElse(0);
        table.row(
                name,
                GraphTable.number(images.size()),
                GraphTable.number(fewest),
                GraphTable.number(most),
                HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: expected in every JDK, found none", e);
        }
    }
}
