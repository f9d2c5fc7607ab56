package io.github.djlqat.runtime.kernel.vector;

/**
 * How the widened inputs of a strip's pixels lie in the scratch: pixel (y, x)'s begin at {@code
 * base + y * rowStep + x * pixelStep}, and are {@code runs} runs of {@code runLength} ints, {@code
 * runStep} apart. Runs of neighbours may overlap.
 */
final class Strip {
    /** Where the strip starts in the scratch. */
    final int base;

    /** Pixels of a row. */
    final int width;

    /** From a row of pixels to the next. */
    final int rowStep;

    /** From a pixel to the next. */
    final int pixelStep;

    /** How many runs a pixel reads. */
    final int runs;

    /** The length of each. */
    final int runLength;

    /** From a run to the next. */
    final int runStep;

    /** From a group's inputs to the next one's. */
    final int groupStep;

    /** Sets every field, in their order. */
    Strip(
            int base,
            int width,
            int rowStep,
            int pixelStep,
            int runs,
            int runLength,
            int runStep,
            int groupStep) {
        this.base = base;
        this.width = width;
        this.rowStep = rowStep;
        this.pixelStep = pixelStep;
        this.runs = runs;
        this.runLength = runLength;
        this.runStep = runStep;
        this.groupStep = groupStep;
    }

    /** Returns a strip whose pixels follow each other, each with inputs of its own. */
    static Strip ofPatches(int base, int groups, int depth) {
        return new Strip(
                base, Integer.MAX_VALUE, 0, groups * depth, 1, depth, groups * depth, depth);
    }

    /**
     * Writes where the inputs of pixels {@code first} to {@code first + count} begin, and repeats
     * the last one up to a multiple of {@code step}.
     */
    void places(int[] ints, int to, int first, int count, int step) {
        int x = first % width;
        int row = base + first / width * rowStep;
        int place = row + x * pixelStep;
        for (int p = 0; p < count; p++) {
            place = row + x * pixelStep;
            ints[to + p] = place;
            if (++x == width) {
                x = 0;
                row += rowStep;
            }
        }
        for (int p = count; p < Lanes.roundUp(count, step); p++) {
            ints[to + p] = place;
        }
    }
}
