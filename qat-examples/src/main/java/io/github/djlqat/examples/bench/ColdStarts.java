package io.github.djlqat.examples.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Starts JVMs that compute one image, and measures them from outside. */
final class ColdStarts {

    private ColdStarts() {}

    /**
     * What starts took.
     *
     * @param timing from before the JVM to its first answer
     * @param peakBytes the median of the most memory held, or -1 where the system does not say
     */
    record Result(Timing timing, long peakBytes) {}

    /**
     * Starts a JVM several times.
     *
     * @param arguments of {@link ColdStart}
     * @throws IOException if a start fails
     */
    static Result measure(int starts, List<String> arguments) throws IOException {
        double[] times = new double[starts];
        long[] peaks = new long[starts];
        for (int i = 0; i < starts; i++) {
            long begin = System.nanoTime();
            peaks[i] = Long.parseLong(ChildJvm.answer(ColdStart.class, arguments));
            times[i] = System.nanoTime() - begin;
        }
        Arrays.sort(peaks);
        long peak = peaks[starts / 2];
        return new Result(Timing.of(times), peak < 0 ? -1 : peak * 1024);
    }
}
