package io.github.djlqat.examples.bench;

import io.github.djlqat.examples.output.TextTable;
import io.github.djlqat.examples.plot.LineChart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Cost curves as a table, in words, as JSON and as a plot. */
public final class CostReport {

    private final List<CostCurve> curves;
    private final int kernels;

    /**
     * Reports on curves.
     *
     * @param curves kind by kind, for each as many as there are sets of kernels
     * @param kernels the number of sets
     */
    CostReport(List<CostCurve> curves, int kernels) {
        this.curves = List.copyOf(curves);
        this.kernels = kernels;
    }

    /**
     * Returns the picoseconds of a multiply-accumulate, medians: images down, channels across, an
     * exclamation mark where there is a cliff.
     */
    public TextTable table() {
        List<String> header = new ArrayList<>(List.of("convolution", "<kernels", "pixels"));
        CostCurve.CHANNELS.forEach(c -> header.add(c + " ch"));
        TextTable table = new TextTable(header.toArray(new String[0]));
        for (CostCurve curve : curves) {
            for (int pixels : CostCurve.PIXELS) {
                List<Object> row = new ArrayList<>();
                row.add(curve.kind().label());
                row.add(curve.kernels());
                row.add(pixels);
                row.addAll(curve.row(pixels));
                if (CostCurve.CHANNELS.stream().anyMatch(c -> curve.has(pixels, c))) {
                    table.row(row.toArray());
                }
            }
        }
        return table;
    }

    /**
     * Returns the cliffs by name, a line each after one that counts them, or that there is none.
     */
    public List<String> cliffs() {
        List<String> found = new ArrayList<>();
        curves.forEach(c -> c.cliffs().forEach(s -> found.add(c.describe(s))));
        String what =
                "above "
                        + CostCurve.CLIFF
                        + " times the cost at each smaller neighbour"
                        + " (one step down in pixels, in channels)";
        if (found.isEmpty()) {
            return List.of("No cliff: no size is " + what + ".");
        }
        found.add(0, "Cliffs (!), " + what + ": " + found.size());
        return found;
    }

    /** Returns all numbers for JSON. */
    public List<Map<String, Object>> json() {
        return curves.stream().flatMap(c -> c.json().stream()).toList();
    }

    /** Returns an SVG: a panel for each kind and kernels, a line for each number of channels. */
    public String plot() {
        List<LineChart.Panel> panels = new ArrayList<>();
        for (CostCurve curve : curves) {
            List<LineChart.Series> series = new ArrayList<>();
            for (int channels : CostCurve.CHANNELS) {
                List<LineChart.Point> points =
                        CostCurve.PIXELS.stream()
                                .filter(p -> curve.has(p, channels))
                                .map(p -> new LineChart.Point(p, curve.picoseconds(p, channels)))
                                .toList();
                if (!points.isEmpty()) {
                    series.add(new LineChart.Series(channels + " channels", points));
                }
            }
            panels.add(
                    new LineChart.Panel(
                            curve.kind().label() + ", " + curve.kernels() + " kernels", series));
        }
        return new LineChart(
                        "Time per multiply-accumulate, int8, one thread",
                        "pixels (height and width)",
                        "ps per multiply-accumulate",
                        kernels,
                        panels)
                .svg();
    }
}
