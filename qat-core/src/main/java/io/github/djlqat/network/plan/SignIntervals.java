package io.github.djlqat.network.plan;

import io.github.djlqat.runtime.graph.Ints;

/**
 * Where a sign is 1, for each channel: {@code lowest[c] <= x <= highest[c]}, of integers x. No
 * integer lies between where {@code lowest[c] > highest[c]}.
 *
 * @param lowest [C]
 * @param highest [C]
 */
public record SignIntervals(Ints lowest, Ints highest) {

    /** Says which integers of a channel have sign 1. */
    @FunctionalInterface
    public interface Rule {
        /** Returns whether {@code x} of a channel has sign 1. */
        boolean isPositive(int channel, int x);
    }

    /** Checks that both are as long. */
    public SignIntervals {
        if (lowest.size() != highest.size()) {
            throw new IllegalArgumentException(
                    "expected as many bounds above as below, found "
                            + highest.size()
                            + " and "
                            + lowest.size());
        }
    }

    /**
     * Finds the intervals of a rule that changes at most once along the integers of a channel.
     *
     * @param channels how many
     * @param least the least integer that occurs
     * @param most the largest
     * @param step between integers that occur; divides {@code most - least}
     * @param rule what decides
     */
    public static SignIntervals of(int channels, int least, int most, int step, Rule rule) {
        int[] lowest = new int[channels];
        int[] highest = new int[channels];
        for (int c = 0; c < channels; c++) {
            boolean first = rule.isPositive(c, least);
            boolean last = rule.isPositive(c, most);
            lowest[c] = first ? least : most;
            highest[c] = last ? most : least;
            if (first == last) {
                continue;
            }
            // the rule is as for the least integer at low, and as for the largest at high
            int low = 0;
            int high = (most - least) / step;
            while (high - low > 1) {
                int middle = (low + high) >>> 1;
                if (rule.isPositive(c, least + middle * step) == first) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            lowest[c] = first ? least : least + high * step;
            highest[c] = last ? most : least + low * step;
        }
        return new SignIntervals(Ints.of(lowest), Ints.of(highest));
    }

    /** Returns whether an integer of a channel has sign 1. */
    public boolean isPositive(int channel, int x) {
        return lowest.get(channel) <= x && x <= highest.get(channel);
    }
}
