package io.github.djlqat.examples.data;

import java.awt.Shape;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/** The outlines of the generated shapes, each within the circle of radius 1 around the origin. */
final class ShapeOutlines {

    static final List<String> NAMES =
            List.of(
                    "circle",
                    "ring",
                    "crescent",
                    "triangle",
                    "square",
                    "hexagon",
                    "star",
                    "cross",
                    "heart",
                    "arrow");

    private static final List<Shape> OUTLINES =
            List.of(
                    disc(0, 0, 1),
                    minus(disc(0, 0, 1), disc(0, 0, 0.5)),
                    minus(disc(0, 0, 1), disc(0.55, 0, 0.85)),
                    polygon(3, 1),
                    polygon(4, 1),
                    polygon(6, 1),
                    star(),
                    cross(),
                    heart(),
                    arrow());

    private ShapeOutlines() {}

    static Shape outline(int label) {
        return OUTLINES.get(label);
    }

    private static Shape disc(double x, double y, double radius) {
        return new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
    }

    private static Shape minus(Shape from, Shape hole) {
        Area area = new Area(from);
        area.subtract(new Area(hole));
        return area;
    }

    /** Corners at even angles; inner radius below 1 makes every second corner a notch. */
    private static Shape polygon(int corners, double inner) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < corners; i++) {
            double angle = 2 * Math.PI * i / corners;
            double radius = i % 2 == 1 ? inner : 1;
            double x = radius * StrictMath.cos(angle);
            double y = radius * StrictMath.sin(angle);
            if (i == 0) {
                path.moveTo(x, y);
            } else {
                path.lineTo(x, y);
            }
        }
        path.closePath();
        return path;
    }

    private static Shape star() {
        return polygon(10, 0.45);
    }

    private static Shape cross() {
        Area area = new Area(new Rectangle2D.Double(-0.95, -0.3, 1.9, 0.6));
        area.add(new Area(new Rectangle2D.Double(-0.3, -0.95, 0.6, 1.9)));
        return area;
    }

    private static Shape heart() {
        Path2D path = new Path2D.Double();
        path.moveTo(0, 1);
        path.curveTo(-1.6, -0.1, -0.8, -1.3, 0, -0.4);
        path.curveTo(0.8, -1.3, 1.6, -0.1, 0, 1);
        path.closePath();
        return path;
    }

    private static Shape arrow() {
        double[][] points = {
            {1, 0},
            {0.15, 0.75},
            {0.15, 0.28},
            {-0.95, 0.28},
            {-0.95, -0.28},
            {0.15, -0.28},
            {0.15, -0.75}
        };
        Path2D path = new Path2D.Double();
        path.moveTo(points[0][0], points[0][1]);
        for (int i = 1; i < points.length; i++) {
            path.lineTo(points[i][0], points[i][1]);
        }
        path.closePath();
        return path;
    }
}
