package io.github.djlqat.runtime.testing;

import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.Padding;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.WindowGeometry;
import java.util.Random;

/** A graph being drawn: sizes, scales and zero points from one stream of random numbers. */
final class RandomDraw {

    final GraphBuilder graph = new GraphBuilder();
    final Random random;
    final ElementType type;

    RandomDraw(long seed, ElementType type) {
        random = new Random(seed);
        this.type = type;
    }

    int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    Shape image() {
        return Shape.of(between(1, 2), between(1, 13), between(1, 13), between(1, 19));
    }

    float scale() {
        return (float) Math.exp(-5 + 4 * random.nextDouble());
    }

    int zeroPoint() {
        int[] extremes = {
            type.minimum(), type.maximum(), (type.minimum() + type.maximum() + 1) / 2
        };
        return random.nextInt(3) == 0
                ? extremes[random.nextInt(3)]
                : between(type.minimum(), type.maximum());
    }

    Activation activation() {
        return Activation.values()[random.nextInt(4)];
    }

    Padding padding() {
        return random.nextBoolean() ? Padding.SAME : Padding.VALID;
    }

    int output(Shape shape, float scale) {
        return graph.codes(type, shape, scale, zeroPoint());
    }

    float scaleOf(int tensor) {
        return graph.tensor(tensor).requireQuantization().scale();
    }

    int zeroPointOf(int tensor) {
        return graph.tensor(tensor).requireQuantization().zeroPoint();
    }

    int like(int tensor, Shape shape) {
        return graph.codes(type, shape, scaleOf(tensor), zeroPointOf(tensor));
    }

    Shape shapeOf(int tensor) {
        return graph.tensor(tensor).shape();
    }

    float nearby(float scale) {
        return scale * (0.3f + 1.5f * random.nextFloat());
    }

    static int size(Padding padding, int input, int filter, int dilation, int stride) {
        long extent = WindowGeometry.extent(filter, dilation);
        return (int) WindowGeometry.outputSize(padding, input, extent, stride);
    }
}
