package io.github.djlqat.onnx;

import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.SliceGeometry;
import io.github.djlqat.runtime.graph.Tensor;
import io.github.djlqat.runtime.lower.Codes;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes operators that move codes and leave them as they are: reals between two equal
 * quantizations, which give back every code.
 */
final class MovementWriter {

    private final Context c;

    MovementWriter(Context context) {
        c = context;
    }

    void concatenation(Operator.Concatenation o) {
        int rank = c.shape(o.output()).rank();
        Layout layout = c.values.natural(o.output());
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < o.inputs().size(); i++) {
            inputs.add(c.values.real(o.inputs().get(i), layout));
        }
        String result =
                c.out.node(
                        "Concat",
                        c.values.name(o.output()) + "_joined",
                        inputs,
                        Attributes.integer("axis", layout.position(Context.axis(o.axis(), rank))));
        c.values.define(o.output(), layout, result, o.activation());
    }

    void pad(Operator.Pad o) {
        int rank = c.shape(o.input()).rank();
        Layout layout = c.values.natural(o.output());
        int[] given = c.integers(o.paddings());
        long[] pads = new long[2 * rank];
        for (int d = 0; d < rank; d++) {
            pads[layout.position(d)] = given[2 * d];
            pads[rank + layout.position(d)] = given[2 * d + 1];
        }
        String name = c.values.name(o.output());
        float value = 0;
        if (o.value() != Operator.NONE) {
            Tensor constant = c.tensor(o.value());
            value = WeightCodes.real(constant, constant.requireData().get(0), 0);
        }
        String result =
                c.out.node(
                        "Pad",
                        name + "_padded",
                        List.of(
                                c.values.real(o.input(), layout),
                                c.out.longs(name + "_pads", pads),
                                c.out.floats(name + "_value", new float[] {value})));
        c.values.define(o.output(), layout, result);
    }

    /** One transposition from the layout the input has to the one the output is to have. */
    void transpose(Operator.Transpose o) {
        int rank = c.shape(o.input()).rank();
        Layout layout = c.values.natural(o.input());
        int[] given = c.integers(o.permutation());
        int[] permutation = new int[rank];
        for (int d = 0; d < rank; d++) {
            permutation[layout.position(d)] = layout.position(Context.axis(given[d], rank));
        }
        String result =
                c.out.node(
                        "Transpose",
                        c.values.name(o.output()) + "_transposed",
                        List.of(c.values.real(o.input(), layout)),
                        Attributes.integers("perm", permutation));
        c.values.define(o.output(), layout, result);
    }

    void stridedSlice(Operator.StridedSlice o) {
        Shape shape = c.shape(o.input());
        int rank = shape.rank();
        boolean shrinks = c.shape(o.output()).rank() != rank;
        Layout layout = shrinks ? Layout.NATIVE : c.values.natural(o.input());
        int[] begin = c.integers(o.begin());
        int[] end = c.integers(o.end());
        int[] strides = c.integers(o.strides());
        long[] starts = new long[rank];
        long[] ends = new long[rank];
        long[] axes = new long[rank];
        long[] steps = new long[rank];
        for (int d = 0; d < rank; d++) {
            SliceGeometry slice =
                    SliceGeometry.of(o, d, begin[d], end[d], strides[d], shape.get(d));
            // One element needs no stride, and one as given could be anything.
            long step = slice.size == 1 ? 1 : slice.stride;
            long stop = slice.start + slice.size * step;
            starts[d] = slice.start;
            // What lies before the first element: below 0 would count from the end.
            ends[d] = stop < 0 ? Integer.MIN_VALUE : stop;
            axes[d] = layout.position(d);
            steps[d] = step;
        }
        String name = c.values.name(o.output());
        String result =
                c.out.node(
                        "Slice",
                        name + "_sliced",
                        List.of(
                                c.values.real(o.input(), layout),
                                c.out.longs(name + "_starts", starts),
                                c.out.longs(name + "_ends", ends),
                                c.out.longs(name + "_axes", axes),
                                c.out.longs(name + "_steps", steps)));
        if (shrinks) {
            long[] kept = c.values.dimensions(o.output(), Layout.NATIVE);
            String list = c.out.longs(name + "_shape", kept);
            result = c.out.node("Reshape", name + "_reshaped", List.of(result, list));
        }
        c.values.define(o.output(), layout, result);
    }

    /**
     * Resize where each pixel becomes a block of pixels; else rows and columns are picked by the
     * indices that the integer runtime finds, for ONNX rounds its coordinates otherwise.
     */
    void resize(Operator.ResizeNearestNeighbor o) {
        Shape in = c.shape(o.input());
        Shape out = c.shape(o.output());
        int[] rows = nearest(o, in.get(1), out.get(1));
        int[] columns = nearest(o, in.get(2), out.get(2));
        String real = c.values.real(o.input(), Layout.CHANNELS_FIRST);
        String name = c.values.name(o.output());
        String result;
        if (isBlocks(rows, in.get(1)) && isBlocks(columns, in.get(2))) {
            int vertical = out.get(1) / in.get(1);
            int horizontal = out.get(2) / in.get(2);
            float[] scales = {1, 1, vertical, horizontal};
            result =
                    c.out.node(
                            "Resize",
                            name + "_resized",
                            List.of(real, "", c.out.floats(name + "_scales", scales, 4)),
                            Attributes.text("mode", "nearest"),
                            Attributes.text("coordinate_transformation_mode", "asymmetric"),
                            Attributes.text("nearest_mode", "floor"));
        } else {
            String picked = gather(real, name + "_rows", rows, 2);
            result = gather(picked, name + "_columns", columns, 3);
        }
        c.values.define(o.output(), Layout.CHANNELS_FIRST, result);
    }

    private String gather(String real, String name, int[] indices, int axis) {
        String list = c.out.longs(name + "_indices", Longs.of(indices));
        return c.out.node("Gather", name, List.of(real, list), Attributes.integer("axis", axis));
    }

    private static boolean isBlocks(int[] indices, int size) {
        int block = indices.length / size;
        for (int i = 0; i < indices.length; i++) {
            if (block * size != indices.length || indices[i] != i / block) {
                return false;
            }
        }
        return true;
    }

    /** For each output index the input's, as TFLite finds it, in float. */
    private static int[] nearest(Operator.ResizeNearestNeighbor o, int input, int output) {
        boolean corners = o.alignCorners() && output > 1;
        float scale = corners ? (input - 1) / (float) (output - 1) : input / (float) output;
        float offset = o.halfPixelCenters() ? 0.5f : 0f;
        int[] indices = new int[output];
        for (int i = 0; i < output; i++) {
            float place = (i + offset) * scale;
            int index = o.alignCorners() ? Codes.roundHalfAway(place) : (int) Math.floor(place);
            indices[i] = Math.max(0, Math.min(index, input - 1));
        }
        return indices;
    }
}
