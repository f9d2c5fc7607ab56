package io.github.djlqat.examples.plot;

import io.github.djlqat.examples.plot.Svg.Anchor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Bars in groups, from 0 on, with one legend; a line marks 1.
 *
 * @param title over all
 * @param yLabel what the values are
 * @param groups from left to right, at least one with a bar
 */
public record BarChart(String title, String yLabel, List<Group> groups) {

    private static final double GROUP = 150;
    private static final double HEIGHT = 320;
    private static final double LEFT = 70;
    private static final double TOP = 60;
    private static final double BELOW = 60;
    private static final double LEGEND = 200;

    /**
     * A bar.
     *
     * @param series bars of one series have one colour
     * @param value at least 0
     */
    public record Bar(String series, double value) {}

    /**
     * Bars side by side.
     *
     * @param label under them
     * @param label2 in a second line
     */
    public record Group(String label, String label2, List<Bar> bars) {
        /** Copies the list. */
        public Group {
            bars = List.copyOf(bars);
        }
    }

    /** Checks and copies. */
    public BarChart {
        groups = List.copyOf(groups);
        if (groups.stream().allMatch(g -> g.bars().isEmpty())) {
            throw new IllegalArgumentException("chart: expected a bar at least, found none");
        }
    }

    /** Returns the chart as an SVG document. */
    public String svg() {
        double right = LEFT + groups.size() * GROUP;
        double bottom = TOP + HEIGHT;
        double width = Math.max(right + LEGEND, 700);
        Svg svg = new Svg(width, bottom + BELOW, title);
        svg.text(LEFT, 30, Anchor.START, 18, title);
        double most =
                groups.stream()
                        .flatMap(g -> g.bars().stream())
                        .mapToDouble(Bar::value)
                        .max()
                        .orElse(1);
        Axis y = Axis.upTo(Math.max(most, 1));
        for (double tick : y.ticks()) {
            double at = bottom - y.share(tick) * HEIGHT;
            svg.line(LEFT, at, right, at, Svg.GRID);
            svg.text(LEFT - 7, at + 4, Anchor.END, 11, Axis.label(tick));
        }
        svg.upwards(22, TOP + HEIGHT / 2, 12, yLabel);
        Set<String> names = new LinkedHashSet<>();
        groups.forEach(g -> g.bars().forEach(b -> names.add(b.series())));
        List<String> order = List.copyOf(names);
        for (int g = 0; g < groups.size(); g++) {
            bars(svg, groups.get(g), LEFT + g * GROUP, bottom, order, y);
        }
        double one = bottom - y.share(1) * HEIGHT;
        svg.line(LEFT, one, right, one, Svg.INK);
        svg.line(LEFT, TOP, LEFT, bottom, Svg.INK);
        svg.line(LEFT, bottom, right, bottom, Svg.INK);
        for (int i = 0; i < order.size(); i++) {
            double line = TOP + 18 * i;
            svg.box(right + 16, line, 12, 12, Palette.kind(i), "");
            svg.text(right + 34, line + 10, Anchor.START, 12, order.get(i));
        }
        return svg.toString();
    }

    private static void bars(
            Svg svg, Group group, double left, double bottom, List<String> order, Axis y) {
        double room = GROUP - 20;
        double each = Math.min(24, room / Math.max(1, group.bars().size()));
        double at = left + (GROUP - each * group.bars().size()) / 2;
        for (Bar bar : group.bars()) {
            double height = y.share(bar.value()) * HEIGHT;
            String value = Axis.label(bar.value());
            svg.box(
                    at,
                    bottom - height,
                    each - 2,
                    height,
                    Palette.kind(order.indexOf(bar.series())),
                    bar.series() + ": " + value);
            svg.text(at + each / 2 - 1, bottom - height - 4, Anchor.MIDDLE, 8, shorter(bar));
            at += each;
        }
        svg.text(left + GROUP / 2, bottom + 20, Anchor.MIDDLE, 12, group.label());
        svg.text(left + GROUP / 2, bottom + 36, Anchor.MIDDLE, 11, group.label2());
    }

    /** Returns a value short enough to stand over its bar. */
    private static String shorter(Bar bar) {
        double value = bar.value();
        double unit = value < 9.995 ? 100 : value < 99.95 ? 10 : 1;
        return Axis.label(Math.round(value * unit) / unit);
    }
}
