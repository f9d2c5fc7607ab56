package io.github.djlqat.runtime.testing;

import io.github.djlqat.runtime.graph.Activation;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Draws sums, products, means and what moves codes. */
final class RandomMovement {

    private final RandomDraw draw;
    private final RandomWindows windows;

    RandomMovement(RandomDraw draw, RandomWindows windows) {
        this.draw = draw;
        this.windows = windows;
    }

    /** Adds a second operand: a constant. */
    int operand(Shape shape) {
        byte[] codes = new byte[shape.elements()];
        draw.random.nextBytes(codes);
        Quantization quantization = Quantization.perTensor(draw.scale(), draw.zeroPoint());
        return draw.graph.add(draw.type, shape, quantization, Bytes.of(codes));
    }

    Shape broadcast(Shape shape) {
        int[] dimensions = shape.dimensions().toArray();
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = draw.random.nextBoolean() ? 1 : dimensions[i];
        }
        int drop = draw.between(0, dimensions.length - 1);
        return Shape.of(Arrays.copyOfRange(dimensions, drop, dimensions.length));
    }

    int binary(RandomGraphs.Kind kind, int in, int other) {
        Shape shape = draw.shapeOf(in);
        float a = draw.scaleOf(in);
        float b = draw.scaleOf(other);
        boolean swap = draw.random.nextBoolean();
        int left = swap ? other : in;
        int right = swap ? in : other;
        Activation activation = draw.activation();
        if (kind == RandomGraphs.Kind.MUL) {
            int out = draw.output(shape, a * b * (20 + 100 * draw.random.nextFloat()));
            return draw.graph.add(new Operator.Mul(left, right, out, activation));
        }
        int out = draw.output(shape, Math.max(a, b) * (0.5f + draw.random.nextFloat()));
        return draw.graph.add(
                kind == RandomGraphs.Kind.ADD
                        ? new Operator.Add(left, right, out, activation)
                        : new Operator.Sub(left, right, out, activation));
    }

    int concatenation(int in) {
        Shape shape = draw.shapeOf(in);
        int axis = draw.between(0, shape.rank() - 1);
        int[] dimensions = shape.dimensions().toArray();
        dimensions[axis] = draw.between(1, 5);
        Shape other = Shape.of(dimensions);
        byte[] codes = new byte[other.elements()];
        draw.random.nextBytes(codes);
        Quantization quantization = Quantization.perTensor(draw.scaleOf(in), draw.zeroPointOf(in));
        int constant = draw.graph.add(draw.type, other, quantization, Bytes.of(codes));
        dimensions[axis] += shape.get(axis);
        boolean negative = draw.random.nextBoolean();
        return draw.graph.add(
                new Operator.Concatenation(
                        draw.random.nextBoolean() ? Ints.of(in, constant) : Ints.of(constant, in),
                        draw.like(in, Shape.of(dimensions)),
                        negative ? axis - shape.rank() : axis,
                        Activation.NONE));
    }

    int mean(int in) {
        Shape shape = draw.shapeOf(in);
        int[][] choices = {{1, 2}, {-2, -3}, {3}, {1}, {2, 3}, {1, 2, 3}};
        int[] axes = choices[draw.random.nextInt(choices.length)];
        boolean keep = draw.random.nextBoolean();
        boolean[] reduced = new boolean[4];
        for (int axis : axes) {
            reduced[axis < 0 ? axis + 4 : axis] = true;
        }
        List<Integer> dimensions = new ArrayList<>();
        for (int d = 0; d < 4; d++) {
            if (!reduced[d] || keep) {
                dimensions.add(reduced[d] ? 1 : shape.get(d));
            }
        }
        int[] out = dimensions.stream().mapToInt(Integer::intValue).toArray();
        return draw.graph.add(
                new Operator.Mean(
                        in,
                        draw.graph.ints(axes),
                        draw.output(Shape.of(out), draw.nearby(draw.scaleOf(in))),
                        keep));
    }

    int pad(RandomGraphs.Kind kind, int in) {
        int[] pads = new int[8];
        for (int i = 0; i < 8; i++) {
            pads[i] = draw.between(0, 2);
        }
        int out = windows.padBy(in, pads);
        if (kind == RandomGraphs.Kind.PAD) {
            return draw.graph.add(new Operator.Pad(in, draw.graph.ints(pads), Operator.NONE, out));
        }
        Quantization quantization = Quantization.perTensor(draw.scaleOf(in), draw.zeroPointOf(in));
        Bytes value = Bytes.of((byte) draw.between(draw.type.minimum(), draw.type.maximum()));
        int constant = draw.graph.add(draw.type, Shape.of(1), quantization, value);
        return draw.graph.add(new Operator.Pad(in, draw.graph.ints(pads), constant, out));
    }

    int transpose(int in) {
        int[][] permutations = {
            {0, 3, 1, 2}, {3, 2, 1, 0}, {0, 1, 3, 2}, {2, 0, 1, 3}, {0, 1, 2, 3}
        };
        int[] permutation = permutations[draw.random.nextInt(permutations.length)];
        int[] dimensions = new int[4];
        for (int d = 0; d < 4; d++) {
            dimensions[d] = draw.shapeOf(in).get(permutation[d]);
        }
        return draw.graph.add(
                new Operator.Transpose(
                        in, draw.graph.ints(permutation), draw.like(in, Shape.of(dimensions))));
    }

    int stridedSlice(int in) {
        Shape shape = draw.shapeOf(in);
        int[] begin = new int[4];
        int[] end = new int[4];
        int[] strides = new int[4];
        int[] dimensions = new int[4];
        for (int d = 0; d < 4; d++) {
            int length = shape.get(d);
            int low = draw.between(0, length - 1);
            int high = draw.between(low, length - 1);
            int step = draw.between(1, 3);
            dimensions[d] = (high - low) / step + 1;
            boolean backwards = draw.random.nextInt(3) == 0;
            begin[d] = backwards ? high : draw.random.nextBoolean() ? low : low - length;
            end[d] = backwards ? low - 1 : high + 1;
            if (backwards && end[d] < 0) {
                end[d] = -length - 1;
            }
            strides[d] = backwards ? -step : step;
        }
        return draw.graph.add(
                new Operator.StridedSlice(
                        in,
                        draw.graph.ints(begin),
                        draw.graph.ints(end),
                        draw.graph.ints(strides),
                        draw.like(in, Shape.of(dimensions)),
                        0,
                        0,
                        0));
    }

    int resize(int in) {
        Shape shape = draw.shapeOf(in);
        int height = draw.between(1, 20);
        int width = draw.between(1, 20);
        int mode = draw.random.nextInt(3);
        return draw.graph.add(
                new Operator.ResizeNearestNeighbor(
                        in,
                        draw.graph.ints(height, width),
                        draw.like(in, Shape.of(shape.get(0), height, width, shape.get(3))),
                        mode == 1,
                        mode == 2));
    }
}
