package io.github.djlqat.examples.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a multiply-accumulate of one kind of layer costs with one set of kernels, by size. Cost may
 * fall or stay as the work grows; where it rises steeply from each smaller neighbour, there is a
 * cliff.
 */
final class CostCurve {

    /** Above this ratio of a size's cost to that of each smaller neighbour there is a cliff. */
    static final double CLIFF = 1.5;

    /** Height and width of the images. */
    static final List<Integer> PIXELS = List.of(8, 14, 28, 56, 112, 224);

    /** Channels in, and out. */
    static final List<Integer> CHANNELS = List.of(8, 16, 32, 64, 128, 256, 512);

    private static final double PICOSECONDS = 1000;

    private record Size(int pixels, int channels) {}

    private final LayerKind kind;
    private final String kernels;
    private final Map<Size, Timing> timings = new LinkedHashMap<>();

    /** Starts one without sizes. */
    CostCurve(LayerKind kind, String kernels) {
        this.kind = kind;
        this.kernels = kernels;
    }

    LayerKind kind() {
        return kind;
    }

    String kernels() {
        return kernels;
    }

    /** Adds what was measured of one size, each of {@link #PIXELS} and {@link #CHANNELS}. */
    void add(int pixels, int channels, Timing timing) {
        if (!PIXELS.contains(pixels) || !CHANNELS.contains(channels)) {
            throw new IllegalArgumentException(
                    "size: expected pixels of "
                            + PIXELS
                            + " and channels of "
                            + CHANNELS
                            + ", found "
                            + new Size(pixels, channels));
        }
        timings.put(new Size(pixels, channels), timing);
    }

    boolean has(int pixels, int channels) {
        return timings.containsKey(new Size(pixels, channels));
    }

    /** Returns the median time of one multiply-accumulate in picoseconds. */
    double picoseconds(int pixels, int channels) {
        return timings.get(new Size(pixels, channels)).median()
                * PICOSECONDS
                / kind.macs(pixels, channels);
    }

    /**
     * Returns the costs of the next smaller image of as many channels, and of as large an image of
     * the next fewer channels, where they were measured.
     */
    private List<Double> neighbours(int pixels, int channels) {
        List<Double> costs = new ArrayList<>();
        int row = PIXELS.indexOf(pixels);
        int column = CHANNELS.indexOf(channels);
        if (row > 0 && has(PIXELS.get(row - 1), channels)) {
            costs.add(picoseconds(PIXELS.get(row - 1), channels));
        }
        if (column > 0 && has(pixels, CHANNELS.get(column - 1))) {
            costs.add(picoseconds(pixels, CHANNELS.get(column - 1)));
        }
        return costs;
    }

    /**
     * Returns whether a multiply-accumulate costs more than {@link #CLIFF} times what it costs at
     * each smaller neighbour, of which there is at least one.
     */
    boolean isCliff(int pixels, int channels) {
        List<Double> before = neighbours(pixels, channels);
        double cost = picoseconds(pixels, channels);
        return !before.isEmpty() && before.stream().allMatch(b -> cost > CLIFF * b);
    }

    /** Returns a line for each cliff: where, its cost, and its neighbours'. */
    List<String> cliffs() {
        List<String> lines = new ArrayList<>();
        for (Size size : timings.keySet()) {
            int pixels = size.pixels();
            int channels = size.channels();
            if (isCliff(pixels, channels)) {
                List<String> before =
                        neighbours(pixels, channels).stream().map(CostCurve::digits).toList();
                lines.add(
                        String.format(
                                "%s, %s kernels, %d pixels, %d channels: %s ps after %s",
                                kind.label(),
                                kernels,
                                pixels,
                                channels,
                                digits(picoseconds(pixels, channels)),
                                String.join(" and ", before)));
            }
        }
        return lines;
    }

    /**
     * Returns the costs of one size of image, in picoseconds with three digits: a cell for each of
     * {@link #CHANNELS}, with a mark where there is a cliff, and empty where none was measured.
     */
    List<String> row(int pixels) {
        return CHANNELS.stream()
                .map(
                        c ->
                                has(pixels, c)
                                        ? digits(picoseconds(pixels, c))
                                                + (isCliff(pixels, c) ? " !" : "")
                                        : "")
                .toList();
    }

    private static String digits(double value) {
        String format = value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f";
        return String.format(java.util.Locale.ROOT, format, value);
    }

    /** Returns all sizes for JSON. */
    List<Map<String, Object>> json() {
        List<Map<String, Object>> rows = new ArrayList<>();
        timings.forEach(
                (size, timing) -> {
                    int pixels = size.pixels();
                    int channels = size.channels();
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("convolution", kind.label());
                    row.put("kernels", kernels);
                    row.put("pixels", pixels);
                    row.put("channels", channels);
                    row.put("macs", kind.macs(pixels, channels));
                    row.put("medianMs", timing.median() / 1e6);
                    row.put("lowMs", timing.low() / 1e6);
                    row.put("highMs", timing.high() / 1e6);
                    row.put("rounds", timing.count());
                    row.put("picosecondsPerMac", picoseconds(pixels, channels));
                    row.put("cliff", isCliff(pixels, channels));
                    rows.add(row);
                });
        return rows;
    }
}
