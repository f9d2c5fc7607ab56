package io.github.djlqat.examples.sweep;

import io.github.djlqat.examples.quantize.RunResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All rows of a sweep as a table in Markdown. */
final class SweepTable {

    private static final List<String> HEADER =
            List.of(
                    "row",
                    "bits",
                    "epochs",
                    "seed",
                    "float",
                    "runtime",
                    "difference",
                    "aim",
                    "file bytes",
                    "weight bytes",
                    "of float",
                    "minutes",
                    "command");

    private final Plan plan;
    private final Path root;

    SweepTable(Plan plan, Path root) {
        this.plan = plan;
        this.root = root;
    }

    /** Returns the table; a row that is not done says how far it is. */
    String markdown() throws IOException {
        StringBuilder text = new StringBuilder();
        line(text, HEADER);
        line(text, HEADER.stream().map(h -> h.matches("row|bits|aim|command") ? "---" : "---:"));
        for (PlanRow row : plan.rows()) {
            line(text, cells(row));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells) {
        line(text, cells.stream());
    }

    private static void line(StringBuilder text, java.util.stream.Stream<String> cells) {
        text.append("| ").append(String.join(" | ", cells.toList())).append(" |\n");
    }

    private List<String> cells(PlanRow row) throws IOException {
        RowFolder folder = new RowFolder(root.resolve(row.id()));
        Optional<RunResult> found = folder.result();
        List<String> cells = new ArrayList<>();
        cells.add(row.id());
        if (found.isEmpty()) {
            String state = folder.state().name().toLowerCase(Locale.ROOT);
            while (cells.size() < HEADER.size() - 1) {
                cells.add("");
            }
            cells.set(5, state);
            cells.add(folder.error().lines().findFirst().orElse("").replace('|', '/'));
            return cells;
        }
        RunResult r = found.get();
        cells.add(r.bits());
        cells.add("" + r.epochs());
        cells.add("" + r.seed());
        cells.add(percent(r.floatTop1()));
        cells.add(percent(r.runtimeTop1()));
        cells.add(String.format(Locale.ROOT, "%+.2f", r.points()));
        cells.add(aim(row, r));
        cells.add(String.format(Locale.ROOT, "%,d", r.artifactBytes()));
        cells.add(String.format(Locale.ROOT, "%,d", r.weightBytes()));
        double share = 4.0 * r.floatWeights() / Math.max(1, r.weightBytes());
        cells.add(String.format(Locale.ROOT, "1/%.1f", share));
        cells.add(String.format(Locale.ROOT, "%.1f", r.wallSeconds() / 60));
        cells.add("`" + r.command() + "`");
        return cells;
    }

    /** Returns whether a row reached its aim, or by how many points not. */
    String aim(PlanRow row, RunResult result) throws IOException {
        if (Double.isNaN(row.aim())) {
            return "-";
        }
        double base = result.floatTop1();
        String than = "";
        if (!row.against().isEmpty()) {
            Optional<RunResult> other = new RowFolder(root.resolve(row.against())).result();
            if (other.isEmpty()) {
                return String.format(
                        Locale.ROOT, "%+.1f of %s, not done", row.aim(), row.against());
            }
            base = other.get().runtimeTop1();
            than = " of " + row.against();
        }
        double missed = row.aim() - 100 * (result.runtimeTop1() - base);
        String aim = String.format(Locale.ROOT, "%+.1f%s: ", row.aim(), than);
        return aim
                + (missed <= 1e-9 ? "met" : String.format(Locale.ROOT, "missed by %.2f", missed));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f", 100 * share);
    }
}
