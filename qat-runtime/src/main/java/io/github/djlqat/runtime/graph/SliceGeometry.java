package io.github.djlqat.runtime.graph;

/** One dimension of a strided slice, resolved: TFLite's {@code strided_slice_logic.h}. */
public final class SliceGeometry {
    /** The first index taken. */
    public final int start;

    /** The step, not 0. */
    public final int stride;

    /** How many are taken; 0 where the slice is empty. */
    public final int size;

    /** Sets every field, in their order. */
    public SliceGeometry(int start, int stride, int size) {
        this.start = start;
        this.stride = stride;
        this.size = size;
    }

    /**
     * Resolves a dimension.
     *
     * @param slice whose masks apply
     * @param dimension which
     * @param begin the first index as given; negative counts from the end
     * @param end one past the last as given
     * @param stride not 0
     * @param length the dimension's size
     */
    public static SliceGeometry of(
            Operator.StridedSlice slice,
            int dimension,
            int begin,
            int end,
            int stride,
            int length) {
        int bit = 1 << dimension;
        int lowest = stride > 0 ? 0 : -1;
        int highest = stride > 0 ? length : length - 1;
        int start;
        if ((slice.beginMask() & bit) != 0) {
            start = stride > 0 ? 0 : length - 1;
        } else {
            start = Math.min(Math.max(begin < 0 ? begin + length : begin, lowest), highest);
        }
        if ((slice.shrinkAxisMask() & bit) != 0) {
            return new SliceGeometry(start, stride, start >= 0 && start < length ? 1 : 0);
        }
        int stop;
        if ((slice.endMask() & bit) != 0) {
            stop = stride > 0 ? length : -1;
        } else {
            stop = Math.min(Math.max(end < 0 ? end + length : end, lowest), highest);
        }
        long distance = (long) stop - start;
        long steps =
                stride > 0 ? (distance + stride - 1) / stride : (distance + stride + 1) / stride;
        return new SliceGeometry(
                start, stride, (int) Math.max(distance * stride > 0 ? steps : 0, 0));
    }
}
