package io.github.djlqat.examples.cli;

import io.github.djlqat.analysis.OperatorParity;
import io.github.djlqat.analysis.ParityReport;
import io.github.djlqat.examples.evaluate.PresetParity;
import io.github.djlqat.examples.output.TextTable;
import io.github.djlqat.examples.quantize.Method;
import io.github.djlqat.preset.Preset;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** The part of {@code qat verify} that goes through presets. */
final class PresetVerification {

    private final PresetParity parity;
    private final TextTable summary =
            new TextTable(
                    "preset",
                    "<method",
                    "operators",
                    "same class",
                    "given equal inputs",
                    "max",
                    "<worst",
                    "weights",
                    "<");

    PresetVerification(PresetParity parity) {
        this.parity = parity;
    }

    /**
     * Compares presets in every use that they are meant for.
     *
     * @param table whether to print every operator
     * @return whether all agree
     */
    boolean run(List<Preset> presets, boolean table, PrintWriter out) {
        boolean passed = true;
        for (Preset preset : presets) {
            for (Method method : Method.values()) {
                if (preset.uses().contains(method.use())) {
                    passed &= run(preset, method, table, out);
                    out.flush();
                }
            }
        }
        return passed;
    }

    private boolean run(Preset preset, Method method, boolean table, PrintWriter out) {
        String name = preset + " " + method.id();
        try {
            PresetParity.Result result = parity.run(preset, method.use());
            ParityReport report = result.report();
            if (table) {
                out.println(name);
                out.println(report.toTable());
            }
            OperatorParity worst = report.worst();
            summary.row(
                    preset,
                    method.id(),
                    report.operators().size(),
                    percent(report.agreement()),
                    percent(worst.givenEqualInputs().share()),
                    worst.givenEqualInputs().largest(),
                    worst.name(),
                    String.format(Locale.ROOT, "1/%.1f", result.weightShare()),
                    report.passes() ? "ok" : "FAILED");
            out.printf("%s: %s%n", name, report.summary());
            return report.passes();
        } catch (Exception e) {
            String problem = Errors.describe(e);
            out.printf("%s: failed: %s%n", name, problem);
            summary.row(preset, method.id(), "-", "-", "-", "-", "-", "-", "FAILED");
            return false;
        }
    }

    TextTable summary() {
        return summary;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.4f %%", 100 * share);
    }
}
