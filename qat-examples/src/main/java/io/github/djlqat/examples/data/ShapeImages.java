package io.github.djlqat.examples.data;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Generated images of ten kinds of shapes, of random place, size, angle, colours and texture,
 * behind clutter and noise. Each image depends on seed, split and its index only.
 */
final class ShapeImages {

    static final ImageShape SHAPE = new ImageShape(32, 32, 3);

    static final List<String> CLASSES = ShapeOutlines.NAMES;

    private static final int SIZE = 32;

    private ShapeImages() {}

    /**
     * Draws images, the classes equally often.
     *
     * @param count how many
     * @param seed the seed
     * @param split 0 for training, 1 for test; different images of the same kind
     */
    static MemoryImages draw(int count, long seed, int split) {
        byte[] pixels = new byte[count * SHAPE.bytes()];
        int[] labels = new int[count];
        IntStream.range(0, count)
                .parallel()
                .forEach(
                        i -> {
                            labels[i] = i % CLASSES.size();
                            draw(
                                    labels[i],
                                    new SeededRandom(seed, split, i),
                                    pixels,
                                    i * SHAPE.bytes());
                        });
        return new MemoryImages(SHAPE, pixels, labels);
    }

    private static void draw(int label, SeededRandom random, byte[] target, int offset) {
        BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        double[][] colors = colors(random);
        double[] front = colors[1];
        paint(image, colors[0], random);
        BufferedImage paint = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_ARGB);
        shape(paint, label, front, random);
        graphics.drawImage(paint, 0, 0, null);
        clutter(graphics, front, random);
        graphics.dispose();
        double noise = random.between(3, 18);
        int at = offset;
        for (int rgb : pixels(image)) {
            for (int shift = 16; shift >= 0; shift -= 8) {
                target[at++] = (byte) clamp(((rgb >> shift) & 0xFF) + noise * bell(random));
            }
        }
    }

    private static int[] pixels(BufferedImage image) {
        return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    }

    private static int clamp(double value) {
        return (int) Math.max(0, Math.min(255, value + 0.5));
    }

    /** About normal, mean 0 and deviation 1: the scaled sum of three uniform 21-bit numbers. */
    private static double bell(SeededRandom random) {
        long bits = random.nextLong();
        long sum = (bits >>> 43) + ((bits >>> 21) & 0x1FFFFF) + (bits & 0x1FFFFF);
        return sum * (2.0 / (1 << 21)) - 3;
    }

    private static double[] color(SeededRandom random) {
        return new double[] {
            random.between(10, 245), random.between(10, 245), random.between(10, 245)
        };
    }

    /** Two colours, the second lighter by a difference that is sometimes small. */
    private static double[][] colors(SeededRandom random) {
        double wanted = random.between(25, 120);
        while (true) {
            double[] back = color(random);
            double[] front = color(random);
            double lighter = (front[0] + front[1] + front[2] - back[0] - back[1] - back[2]) / 3;
            if (Math.abs(lighter - wanted) < 10) {
                return new double[][] {back, front};
            }
        }
    }

    /**
     * Fills with a colour under a texture: plain, stripes, squares or slope, of random strength.
     */
    private static void paint(BufferedImage image, double[] color, SeededRandom random) {
        int kind = random.nextInt(4);
        double strength = random.between(3, 20);
        double angle = random.between(0, Math.PI);
        double dx = StrictMath.cos(angle);
        double dy = StrictMath.sin(angle);
        double period = random.between(4, 14);
        int[] pixels = pixels(image);
        for (int i = 0; i < pixels.length; i++) {
            int x = i % SIZE;
            int y = i / SIZE;
            double u = (x * dx + y * dy) / period;
            double v = (y * dx - x * dy) / period;
            double wave =
                    switch (kind) {
                        case 0 -> 0;
                        case 1 -> triangleWave(u);
                        case 2 -> (((int) Math.floor(u) + (int) Math.floor(v)) & 1) * 2 - 1;
                        default -> (u * period - SIZE / 2.0) / SIZE;
                    };
            int rgb = 0xFF000000;
            for (int c = 0; c < 3; c++) {
                rgb |= clamp(color[c] + strength * wave) << (16 - 8 * c);
            }
            pixels[i] = rgb;
        }
    }

    /** Rises and falls between -1 and 1 once in each unit. */
    private static double triangleWave(double u) {
        return 4 * Math.abs(u - Math.floor(u) - 0.5) - 1;
    }

    private static void shape(
            BufferedImage target, int label, double[] color, SeededRandom random) {
        BufferedImage texture = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        paint(texture, color, random);
        double radius = random.between(7.5, 14);
        double reach = Math.max(0, SIZE / 2.0 - radius - 1);
        AffineTransform place = new AffineTransform();
        place.translate(
                SIZE / 2.0 + random.between(-reach, reach),
                SIZE / 2.0 + random.between(-reach, reach));
        place.rotate(random.between(0, 2 * Math.PI));
        place.scale(radius, radius * random.between(0.8, 1));
        Graphics2D graphics = target.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(Color.BLACK);
        graphics.fill(place.createTransformedShape(ShapeOutlines.outline(label)));
        graphics.setComposite(AlphaComposite.SrcIn);
        graphics.drawImage(texture, 0, 0, null);
        graphics.dispose();
    }

    /** Thin lines, some in the shape's own colour, over everything. */
    private static void clutter(Graphics2D graphics, double[] front, SeededRandom random) {
        int lines = random.nextInt(3);
        for (int i = 0; i < lines; i++) {
            double[] color = random.nextInt(2) == 0 ? front : color(random);
            graphics.setColor(new Color((int) color[0], (int) color[1], (int) color[2]));
            graphics.setStroke(new BasicStroke((float) random.between(0.6, 2)));
            graphics.draw(
                    new Line2D.Double(
                            random.between(0, SIZE),
                            random.between(0, SIZE),
                            random.between(0, SIZE),
                            random.between(0, SIZE)));
        }
    }
}
