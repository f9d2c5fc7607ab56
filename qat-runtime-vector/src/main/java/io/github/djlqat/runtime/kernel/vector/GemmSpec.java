package io.github.djlqat.runtime.kernel.vector;

import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.graph.Ints;
import io.github.djlqat.runtime.kernel.Conv2DSpec;
import io.github.djlqat.runtime.kernel.FullyConnectedSpec;
import io.github.djlqat.runtime.kernel.Requantize;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Gemm} is to compute: a layer's constants, its inputs seen as {@link Strip}s have
 * them. The filter's elements are [groups * channelsPerGroup][runs][runLength].
 */
final class GemmSpec {

    private final Bytes filter;
    private final int filterZeroPoint;

    /** How the filter is coded; null for plain bytes. */
    final @Nullable Coding coding;

    /** To be folded into the bias. */
    final int inputZeroPoint;

    /** For each output channel. */
    final Ints bias;

    /** How many groups. */
    final int groups;

    /** Output channels of each. */
    final int channelsPerGroup;

    /** Runs of a pixel's inputs. */
    final int runs;

    /** The length of each. */
    final int runLength;

    /** From accumulator to code. */
    final Requantize requantize;

    /** Sets every field, of an output channel's weights those of one run after the other. */
    GemmSpec(
            Bytes filter,
            int filterZeroPoint,
            @Nullable Coding coding,
            int inputZeroPoint,
            Ints bias,
            int groups,
            int runs,
            int runLength,
            Requantize requantize) {
        this.filter = filter;
        this.filterZeroPoint = filterZeroPoint;
        this.coding = coding;
        this.inputZeroPoint = inputZeroPoint;
        this.bias = bias;
        this.groups = groups;
        channelsPerGroup = bias.size() / groups;
        this.runs = runs;
        this.runLength = runLength;
        this.requantize = requantize;
    }

    /**
     * Returns a convolution's.
     *
     * @param coding how its filter is coded, null for plain bytes
     * @param runs into how many runs a pixel's inputs are cut: 1, or the window's height
     */
    static GemmSpec of(Conv2DSpec spec, @Nullable Coding coding, int runs) {
        int depth = spec.window.taps() * (spec.inputShape.channels / spec.groups);
        return new GemmSpec(
                spec.filter,
                spec.filterZeroPoint,
                coding,
                spec.inputZeroPoint,
                spec.bias,
                spec.groups,
                runs,
                depth / runs,
                spec.requantize);
    }

    /** Returns a fully connected layer's. */
    static GemmSpec of(FullyConnectedSpec spec) {
        return new GemmSpec(
                spec.filter,
                spec.filterZeroPoint,
                null,
                spec.inputZeroPoint,
                spec.bias,
                1,
                1,
                spec.inputSize,
                spec.requantize);
    }

    /** Returns how many inputs an output has. */
    int depth() {
        return runs * runLength;
    }

    /** Returns the weight of a channel's input. */
    int weight(int channel, int input) {
        int at = channel * depth() + input;
        return coding == null ? filter.get(at) - filterZeroPoint : coding.value(filter, at);
    }

    /** Returns the index that stands for the weight of a channel's input in a coded filter. */
    int index(Coding coded, int channel, int input) {
        return coded.index(filter, channel * depth() + input);
    }

    /** Returns the largest sum of the magnitudes of a channel's weights 2i and 2i + 1 of a run. */
    int largestPair() {
        int largest = 0;
        for (int channel = 0; channel < bias.size(); channel++) {
            for (int run = 0; run < depth(); run += runLength) {
                for (int i = 0; i < runLength; i += 2) {
                    int sum = Math.abs(weight(channel, run + i));
                    sum += i + 1 < runLength ? Math.abs(weight(channel, run + i + 1)) : 0;
                    largest = Math.max(largest, sum);
                }
            }
        }
        return largest;
    }
}
