package io.github.djlqat.examples.evaluate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The time of one image, as the median over chunks: what warms up or is disturbed counts little.
 */
final class MedianTime {

    private final List<Double> each = new ArrayList<>();

    void add(long nanoseconds, int images) {
        each.add((double) nanoseconds / images);
    }

    /** Returns the median in nanoseconds. */
    double each() {
        List<Double> sorted = new ArrayList<>(each);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
