package io.github.djlqat.convert;

import io.github.djlqat.network.plan.SignWeights;
import io.github.djlqat.runtime.graph.Ints;

/** Signs as bits, as Larq Compute Engine has them: channel c is bit c % 32 of word c / 32. */
final class SignLayouts {

    private SignLayouts() {}

    /** Returns how many words the bits of so many channels take. */
    static int words(int channels) {
        return (channels + 31) / 32;
    }

    /**
     * Returns weights [OC, IC, KH, KW], or [OC, IC], as words [OC, KH, KW, ceil(IC / 32)]; a set
     * bit is -1, unused bits are clear.
     *
     * @param turned whether the signs of a channel's weights are turned
     */
    static int[] filter(SignWeights weights, boolean... turned) {
        Ints d = weights.dimensions();
        int channels = d.get(1);
        int area = d.size() == 2 ? 1 : d.get(2) * d.get(3);
        int words = words(channels);
        int[] filter = new int[d.get(0) * area * words];
        for (int o = 0; o < d.get(0); o++) {
            for (int c = 0; c < channels; c++) {
                for (int k = 0; k < area; k++) {
                    boolean negative = weights.codes().get((o * channels + c) * area + k) < 0;
                    if (negative != turned[o]) {
                        filter[(o * area + k) * words + c / 32] |= 1 << c % 32;
                    }
                }
            }
        }
        return filter;
    }

    /** Returns words [OC, KH, KW, run] with windows mirrored. */
    static int[] mirrored(int[] words, int[] shape, boolean vertical, boolean horizontal) {
        int[] result = new int[words.length];
        int run = shape[3];
        for (int at = 0; at < words.length; at++) {
            int x = at / run % shape[2];
            int y = at / run / shape[2] % shape[1];
            int row = at / run / shape[2] - y + (vertical ? shape[1] - 1 - y : y);
            int column = horizontal ? shape[2] - 1 - x : x;
            result[at] = words[(row * shape[2] + column) * run + at % run];
        }
        return result;
    }
}
