package io.github.djlqat.examples.plot;

import java.util.List;
import java.util.Locale;

/** A drawing as text in SVG 1.1; lengths in pixels, from the upper left corner on. */
final class Svg {

    /** The colour of text and axes. */
    static final String INK = "#222222";

    /** The colour of the lines behind the data. */
    static final String GRID = "#dddddd";

    /** Where a text stands relative to its place. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    private final StringBuilder body = new StringBuilder();

    /** Starts a drawing: a title for readers that show no pictures, and a white ground. */
    Svg(double width, double height, String title) {
        body.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
                .append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"")
                .append(number(width))
                .append("\" height=\"")
                .append(number(height))
                .append("\" viewBox=\"0 0 ")
                .append(number(width) + " " + number(height))
                .append("\" font-family=\"sans-serif\" role=\"img\">\n<title>")
                .append(escape(title))
                .append("</title>\n");
        box(0, 0, width, height, "#ffffff", "");
    }

    /** Draws a straight line. */
    void line(double x1, double y1, double x2, double y2, String colour) {
        body.append("<line")
                .append(attribute("x1", x1))
                .append(attribute("y1", y1))
                .append(attribute("x2", x2))
                .append(attribute("y2", y2))
                .append(attribute("stroke", colour))
                .append("/>\n");
    }

    /**
     * Draws lines from point to point, and a dot on each.
     *
     * @param points x and y of each
     * @param name shown where the pointer rests on it
     */
    void path(List<double[]> points, String colour, String name) {
        StringBuilder places = new StringBuilder();
        for (double[] point : points) {
            places.append(places.isEmpty() ? "" : " ")
                    .append(number(point[0]))
                    .append(',')
                    .append(number(point[1]));
        }
        body.append("<g><title>").append(escape(name)).append("</title><polyline fill=\"none\"");
        body.append(attribute("stroke", colour))
                .append(attribute("stroke-width", 2))
                .append(attribute("points", places.toString()))
                .append("/>");
        for (double[] point : points) {
            body.append("<circle")
                    .append(attribute("cx", point[0]))
                    .append(attribute("cy", point[1]))
                    .append(attribute("r", 2.5))
                    .append(attribute("fill", colour))
                    .append("/>");
        }
        body.append("</g>\n");
    }

    /**
     * Draws a filled box.
     *
     * @param name shown where the pointer rests on it, or empty
     */
    void box(double x, double y, double width, double height, String colour, String name) {
        body.append("<rect")
                .append(attribute("x", x))
                .append(attribute("y", y))
                .append(attribute("width", width))
                .append(attribute("height", height))
                .append(attribute("fill", colour));
        body.append(name.isEmpty() ? "/>\n" : "><title>" + escape(name) + "</title></rect>\n");
    }

    /** Writes text with its base line at y. */
    void text(double x, double y, Anchor anchor, double size, String text) {
        text(x, y, anchor, size, text, "");
    }

    /** Writes text that runs upwards, centred on its place. */
    void upwards(double x, double y, double size, String text) {
        String turn = "rotate(-90 " + number(x) + " " + number(y) + ")";
        text(x, y, Anchor.MIDDLE, size, text, attribute("transform", turn));
    }

    private void text(double x, double y, Anchor anchor, double size, String text, String more) {
        body.append("<text")
                .append(attribute("x", x))
                .append(attribute("y", y))
                .append(attribute("text-anchor", anchor.name().toLowerCase(Locale.ROOT)))
                .append(attribute("font-size", size))
                .append(attribute("fill", INK))
                .append(more)
                .append('>')
                .append(escape(text))
                .append("</text>\n");
    }

    private static String attribute(String name, double value) {
        return attribute(name, number(value));
    }

    private static String attribute(String name, String value) {
        return " " + name + "=\"" + escape(value) + "\"";
    }

    /** Returns a length with at most one digit behind the point. */
    private static String number(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("length: expected a finite one, found " + value);
        }
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    /** Returns text with what XML keeps for itself written otherwise, and without control codes. */
    private static String escape(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .forEach(
                        c -> {
                            switch (c) {
                                case '&' -> out.append("&amp;");
                                case '<' -> out.append("&lt;");
                                case '>' -> out.append("&gt;");
                                case '"' -> out.append("&quot;");
                                default -> out.appendCodePoint(isText(c) ? c : '?');
                            }
                        });
        return out.toString();
    }

    /** Returns whether XML 1.0 (section 2.2) allows a character. */
    private static boolean isText(int c) {
        return c >= 0x20 && c < 0xD800 || c >= 0xE000 && c < 0xFFFE || c > 0xFFFF || c == '\n';
    }

    @Override
    public String toString() {
        return body + "</svg>\n";
    }
}
