package io.github.djlqat.examples.plot;

import io.github.djlqat.examples.plot.Svg.Anchor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lines over logarithmic axes, in panels side by side that share both, with one legend.
 *
 * @param title over all
 * @param xLabel what x is, with its unit
 * @param yLabel what y is, with its unit
 * @param columns panels of a row, at least 1
 * @param panels row by row, at least one with a point
 */
public record LineChart(
        String title, String xLabel, String yLabel, int columns, List<Panel> panels) {

    private static final double WIDTH = 360;
    private static final double HEIGHT = 250;
    private static final double LEFT = 80;
    private static final double TOP = 80;
    private static final double BETWEEN = 34;
    private static final double LEGEND = 130;

    /** A place; both above 0. */
    public record Point(double x, double y) {}

    /** Points that a line joins, from left to right; series of one name have one colour. */
    public record Series(String name, List<Point> points) {
        /** Copies the list. */
        public Series {
            points = List.copyOf(points);
        }
    }

    /** Axes with some series. */
    public record Panel(String title, List<Series> series) {
        /** Copies the list. */
        public Panel {
            series = List.copyOf(series);
        }
    }

    /** Checks and copies. */
    public LineChart {
        panels = List.copyOf(panels);
        if (columns < 1) {
            throw new IllegalArgumentException("columns: expected at least 1, found " + columns);
        }
        if (points(panels).isEmpty()) {
            throw new IllegalArgumentException("chart: expected a point at least, found none");
        }
    }

    /** Returns the chart as an SVG document. */
    public String svg() {
        int rows = (panels.size() + columns - 1) / columns;
        double width = LEFT + columns * (WIDTH + BETWEEN) + LEGEND;
        double height = TOP + rows * (HEIGHT + 2 * BETWEEN);
        Svg svg = new Svg(width, height, title);
        svg.text(LEFT, 30, Anchor.START, 18, title);
        Set<Double> places = new TreeSet<>();
        List<Double> values = new ArrayList<>();
        points(panels)
                .forEach(
                        p -> {
                            places.add(p.x());
                            values.add(p.y());
                        });
        Axis x = Axis.over(List.copyOf(places));
        Axis y = Axis.over(values);
        Set<String> names = new LinkedHashSet<>();
        panels.forEach(p -> p.series().forEach(s -> names.add(s.name())));
        List<String> order = List.copyOf(names);
        for (int i = 0; i < panels.size(); i++) {
            double left = LEFT + i % columns * (WIDTH + BETWEEN);
            double top = TOP + (i / columns) * (HEIGHT + 2 * BETWEEN);
            axes(svg, left, top, places, x, y);
            svg.text(left, top - 8, Anchor.START, 13, panels.get(i).title());
            for (Series series : panels.get(i).series()) {
                List<double[]> path = new ArrayList<>();
                for (Point p : series.points()) {
                    path.add(
                            new double[] {
                                left + x.share(p.x()) * WIDTH, top + (1 - y.share(p.y())) * HEIGHT
                            });
                }
                svg.path(path, colour(order, series.name()), series.name());
            }
        }
        for (int row = 0; row < rows; row++) {
            double top = TOP + row * (HEIGHT + 2 * BETWEEN);
            svg.upwards(24, top + HEIGHT / 2, 12, yLabel);
        }
        double at = width - LEGEND;
        for (int i = 0; i < order.size(); i++) {
            double line = TOP + 10 + 18 * i;
            svg.box(at, line - 3, 18, 3, colour(order, order.get(i)), "");
            svg.text(at + 24, line + 2, Anchor.START, 12, order.get(i));
        }
        return svg.toString();
    }

    private void axes(Svg svg, double left, double top, Set<Double> places, Axis x, Axis y) {
        double bottom = top + HEIGHT;
        for (double tick : places) {
            double at = left + x.share(tick) * WIDTH;
            svg.line(at, top, at, bottom, Svg.GRID);
            svg.line(at, bottom, at, bottom + 4, Svg.INK);
            svg.text(at, bottom + 16, Anchor.MIDDLE, 11, Axis.label(tick));
        }
        for (double tick : y.ticks()) {
            double at = top + (1 - y.share(tick)) * HEIGHT;
            svg.line(left, at, left + WIDTH, at, Svg.GRID);
            svg.line(left - 4, at, left, at, Svg.INK);
            if (left == LEFT) {
                svg.text(left - 7, at + 4, Anchor.END, 11, Axis.label(tick));
            }
        }
        svg.line(left, bottom, left + WIDTH, bottom, Svg.INK);
        svg.line(left, top, left, bottom, Svg.INK);
        svg.text(left + WIDTH / 2, bottom + 32, Anchor.MIDDLE, 12, xLabel);
    }

    private static String colour(List<String> order, String name) {
        return Palette.step(order.indexOf(name), order.size());
    }

    private static List<Point> points(List<Panel> panels) {
        return panels.stream()
                .flatMap(p -> p.series().stream())
                .flatMap(s -> s.points().stream())
                .toList();
    }
}
