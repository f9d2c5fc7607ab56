package io.github.djlqat.runtime.kernel.reference;

import io.github.djlqat.runtime.kernel.Broadcast;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.Scratch;

/** Walks two operands that broadcast; a unit is a run of the innermost dimension. */
abstract class BroadcastKernel implements Kernel {

    /** Elements of a unit; the innermost dimension is cut into these. */
    private static final int RUN = 1024;

    private final Broadcast broadcast;
    private final int[] shape;
    private final int[] leftStrides;
    private final int[] rightStrides;
    private final int runsPerRow;

    BroadcastKernel(Broadcast broadcast) {
        this.broadcast = broadcast;
        shape = broadcast.shape.toArray();
        leftStrides = broadcast.leftStrides.toArray();
        rightStrides = broadcast.rightStrides.toArray();
        runsPerRow = (shape[shape.length - 1] + RUN - 1) / RUN;
    }

    /** Returns the output code of two codes. */
    abstract byte apply(byte left, byte right);

    @Override
    public int units() {
        int rows = 1;
        for (int i = 0; i < shape.length - 1; i++) {
            rows *= shape[i];
        }
        return rows * runsPerRow;
    }

    @Override
    public void run(byte[] arena, int begin, int end, Scratch scratch) {
        byte[] left = broadcast.left.array(arena);
        byte[] right = broadcast.right.array(arena);
        byte[] output = broadcast.output.array(arena);
        int last = shape.length - 1;
        for (int unit = begin; unit < end; unit++) {
            int row = unit / runsPerRow;
            int first = unit % runsPerRow * RUN;
            int l = broadcast.left.offset() + first * leftStrides[last];
            int r = broadcast.right.offset() + first * rightStrides[last];
            int rest = row;
            for (int d = last - 1; d >= 0; d--) {
                l += rest % shape[d] * leftStrides[d];
                r += rest % shape[d] * rightStrides[d];
                rest /= shape[d];
            }
            int to = broadcast.output.offset() + row * shape[last] + first;
            int count = Math.min(RUN, shape[last] - first);
            for (int i = 0; i < count; i++) {
                output[to + i] =
                        apply(left[l + i * leftStrides[last]], right[r + i * rightStrides[last]]);
            }
        }
    }
}
