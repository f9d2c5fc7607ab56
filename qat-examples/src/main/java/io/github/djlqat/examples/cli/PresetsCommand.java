package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.output.TextTable;
import io.github.djlqat.preset.Preset;
import io.github.djlqat.preset.Presets;
import io.github.djlqat.preset.TrainingHints;
import io.github.djlqat.preset.Use;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code qat presets}: the recipes. */
@Command(
        name = "presets",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the recipes that qat quantize --preset knows, or shows one of them.",
            "",
            "Bits are those of inner layers: W weights, A what a layer reads, G gradients where they"
                    + " are quantized. The first and the last layer keep 8 bits unless quantize has"
                    + " --all-layers. Names with bits take others too: LsqW5A8."
        },
        footer = {"", "Examples:", "  qat presets", "  qat presets UniformW4A4"})
final class PresetsCommand implements CommandAction {

    @Spec private CommandSpec spec;

    @ParentCommand private QatCommand qat;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The preset to show.")
    private String name;

    @Override
    public void act() throws Exception {
        qat.startLog();
        PrintWriter out = spec.commandLine().getOut();
        if (name == null) {
            TextTable table = new TextTable("preset", "<bits", "<for", "<what", "<paper");
            for (Preset preset : Presets.all()) {
                table.row(
                        preset.name(),
                        preset.bits(),
                        uses(preset),
                        preset.summary(),
                        preset.paper().replaceFirst("( [0-9]{4})[,.].*", "$1"));
            }
            out.println(table);
        } else {
            show(out, Presets.of(name));
        }
    }

    private static String uses(Preset preset) {
        return preset.uses().stream()
                .map(use -> use == Use.TRAINING ? "qat" : "ptq")
                .collect(Collectors.joining(", "));
    }

    private static void show(PrintWriter out, Preset preset) {
        out.printf("%s: %s%n", preset.name(), preset.summary());
        out.printf("bits      %s in inner layers; W8A8 in the first and the last%n", preset.bits());
        out.printf("method    %s%n", uses(preset));
        out.printf("paper     %s%n", preset.paper());
        out.printf("rounding  %s%n", preset.rounding().name().toLowerCase(Locale.ROOT));
        if (preset.uses().contains(Use.TRAINING)) {
            TrainingHints hints = preset.hints();
            out.printf(
                    Locale.ROOT,
                    "training  %s, rate %s, %d epochs, weight decay %s, warm-up %s epochs%n",
                    hints.optimizer().name().toLowerCase(Locale.ROOT),
                    hints.learningRate(),
                    hints.epochs(),
                    hints.weightDecay(),
                    hints.warmupEpochs());
            out.printf(
                    Locale.ROOT,
                    "          ranges kept after %.0f %% of the steps, batch norm after %.0f %%%s%n",
                    100 * hints.observersFrozenAt(),
                    100 * hints.batchNormFrozenAt(),
                    hints.estimateBatchNorm() ? ", measured anew at the end" : "");
        }
    }
}
