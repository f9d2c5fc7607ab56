package io.github.djlqat.examples.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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

    /** A size of the grid. */
    record Size(int pixels, int channels) {}

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

    /**
     * Adds what was measured of one size, each of {@link #PIXELS} and {@link #CHANNELS}; of two
     * measurements of one size the lower median stays, as other work can only slow a kernel.
     */
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
        timings.merge(
                new Size(pixels, channels),
                timing,
                (before, now) -> now.median() < before.median() ? now : before);
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
     * Returns the next smaller image of as many channels, and as large an image of the next fewer
     * channels, where they were measured.
     */
    List<Size> smaller(Size size) {
        int row = PIXELS.indexOf(size.pixels());
        int column = CHANNELS.indexOf(size.channels());
        List<Size> smaller = new ArrayList<>();
        if (row > 0) {
            smaller.add(new Size(PIXELS.get(row - 1), size.channels()));
        }
        if (column > 0) {
            smaller.add(new Size(size.pixels(), CHANNELS.get(column - 1)));
        }
        smaller.removeIf(s -> !timings.containsKey(s));
        return smaller;
    }

    /**
     * Returns whether a multiply-accumulate costs more than {@link #CLIFF} times what it costs at
     * each smaller neighbour, of which there is at least one.
     */
    boolean isCliff(int pixels, int channels) {
        List<Size> before = smaller(new Size(pixels, channels));
        double cost = picoseconds(pixels, channels);
        return !before.isEmpty() && before.stream().allMatch(b -> cost > CLIFF * picoseconds(b));
    }

    private double picoseconds(Size size) {
        return picoseconds(size.pixels(), size.channels());
    }

    /** Returns the sizes where there is a cliff. */
    List<Size> cliffs() {
        return timings.keySet().stream().filter(s -> isCliff(s.pixels(), s.channels())).toList();
    }

    /** Says where a cliff is, its cost, and its neighbours'. */
    String describe(Size cliff) {
        List<String> before =
                smaller(cliff).stream().map(this::picoseconds).map(CostCurve::digits).toList();
        return String.format(
                "%s, %s kernels, %d pixels, %d channels: %s ps after %s",
                kind.label(),
                kernels,
                cliff.pixels(),
                cliff.channels(),
                digits(picoseconds(cliff)),
                String.join(" and ", before));
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
        return String.format(Locale.ROOT, format, value);
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
