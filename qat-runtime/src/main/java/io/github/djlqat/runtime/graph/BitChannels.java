package io.github.djlqat.runtime.graph;

/**
 * Which tensors hold bits: only those that an operator which writes bits wrote, or that others
 * moved, so that the unused bits of a last word are known to be clear.
 */
final class BitChannels {

    private BitChannels() {}

    /**
     * Returns for each tensor how many channels its last dimension's words hold, 0 where it does
     * not hold bits.
     *
     * @param graph whose indices are in range
     */
    static int[] of(IntegerGraph graph) {
        int[] bits = new int[graph.tensors().size()];
        for (Operator op : graph.operators()) {
            bits[op.output()] = written(graph, op, bits);
        }
        return bits;
    }

    private static int written(IntegerGraph graph, Operator op, int[] bits) {
        if (op instanceof Operator.LceQuantize || op instanceof Operator.DjlqatBinarize) {
            return last(graph.tensor(op.inputs().get(0)));
        } else if (op instanceof Operator.LceBconv2d o) {
            Shape filter = graph.tensor(o.filter()).shape();
            boolean toBits = graph.tensor(o.output()).type() == ElementType.INT32;
            return toBits && filter.rank() == 4 ? filter.get(0) : 0;
        } else if (op instanceof Operator.LceBMaxPool2d o) {
            return bits[o.input()];
        } else if (op instanceof Operator.Reshape
                || op instanceof Operator.Transpose
                || op instanceof Operator.StridedSlice) {
            int input = op.inputs().get(0);
            int words = last(graph.tensor(op.output()));
            boolean kept = words == last(graph.tensor(input)) && keepsWords(graph, op);
            return bits[input] == 0 || kept ? bits[input] : (int) Math.min(32L * words, MOST);
        }
        return 0;
    }

    /** Returns whether an operator moves whole runs of words, if it leaves as many in one. */
    private static boolean keepsWords(IntegerGraph graph, Operator op) {
        if (!(op instanceof Operator.StridedSlice o)) {
            return op instanceof Operator.Reshape;
        }
        Tensor strides = graph.tensor(o.strides());
        Bytes data = strides.data();
        return o.shrinkAxisMask() == 0
                && strides.type() == ElementType.INT32
                && data != null
                && data.size() >= 4
                && data.asBuffer().getInt(data.size() - 4) == 1;
    }

    private static final int MOST = Integer.MAX_VALUE;

    private static int last(Tensor tensor) {
        return tensor.shape().rank() == 0 ? 0 : tensor.shape().get(-1);
    }
}
