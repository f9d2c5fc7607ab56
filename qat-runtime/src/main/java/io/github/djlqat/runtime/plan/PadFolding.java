package io.github.djlqat.runtime.plan;

import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Operator;
import io.github.djlqat.runtime.graph.Tensor;
import io.github.djlqat.runtime.lower.Codes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds paddings that a convolution can do itself. Exact where the padding's code is the zero
 * point, only rows and columns are padded, and nobody else reads the padded tensor: a tap on such a
 * padding adds 0, which is what a tap outside the image does.
 */
final class PadFolding {

    /** A padding taken over. */
    static final class Fold {
        /** The tensor before the padding. */
        final int input;

        /** Rows above. */
        final int top;

        /** Columns to the left. */
        final int left;

        /** Sets every field, in their order. */
        Fold(int input, int top, int left) {
            this.input = input;
            this.top = top;
            this.left = left;
        }
    }

    private final IntegerGraph graph;

    /** For each padded tensor that may go, its padding. */
    private final Map<Integer, Fold> folds = new HashMap<>();

    PadFolding(IntegerGraph graph) {
        this.graph = graph;
        int[] readers = new int[graph.tensors().size()];
        boolean[] convolutionOnly = new boolean[readers.length];
        Arrays.fill(convolutionOnly, true);
        for (int i = 0; i < graph.outputs().size(); i++) {
            readers[graph.outputs().get(i)]++;
            convolutionOnly[graph.outputs().get(i)] = false;
        }
        for (Operator op : graph.operators()) {
            for (int k = 0; k < op.inputs().size(); k++) {
                int input = op.inputs().get(k);
                if (input != Operator.NONE) {
                    readers[input]++;
                    convolutionOnly[input] &= k == 0 && isConvolution(op);
                }
            }
        }
        for (Operator op : graph.operators()) {
            Fold fold = fold(op);
            if (fold != null && readers[op.output()] == 1 && convolutionOnly[op.output()]) {
                folds.put(op.output(), fold);
            }
        }
    }

    /** Returns the padding whose result is {@code tensor}, or null if that is not taken over. */
    @Nullable Fold of(int tensor) {
        return folds.get(tensor);
    }

    private static boolean isConvolution(Operator op) {
        return op instanceof Operator.Conv2D || op instanceof Operator.DepthwiseConv2D;
    }

    private @Nullable Fold fold(Operator op) {
        if (!(op instanceof Operator.Pad o)) {
            return null;
        }
        if (o.value() != Operator.NONE) {
            Tensor output = graph.tensor(o.output());
            Bytes value = graph.tensor(o.value()).requireData();
            int zeroPoint = output.requireQuantization().zeroPoint();
            if (value.get(0) != (byte) zeroPoint) {
                return null;
            }
        }
        return fold(o.input(), o.paddings());
    }

    private @Nullable Fold fold(int input, int paddings) {
        int[] pads = Codes.integers(graph.tensor(paddings));
        boolean image = pads.length == 8 && pads[0] + pads[1] + pads[6] + pads[7] == 0;
        // Bounded, so that every place a window looks at stays within 32 bits.
        boolean small = image && Math.max(pads[2], pads[4]) < 1 << 20;
        return small ? new Fold(input, pads[2], pads[4]) : null;
    }
}
