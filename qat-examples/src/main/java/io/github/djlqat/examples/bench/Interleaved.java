package io.github.djlqat.examples.bench;

import io.github.djlqat.examples.progress.Progress;
import io.github.djlqat.examples.progress.ProgressDisplay;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Measures several pieces of work in turns. */
public final class Interleaved {

    /** Turns without gain after which the compiler is done, and the most turns to wait for it. */
    private static final int STALE_TURNS = 5;

    private static final int MOST_WARM_UP_TURNS = 60;

    private final long nanosecondsEach;
    private final int rounds;
    private final LongSupplier clock;

    /**
     * Sets how much to measure.
     *
     * @param rounds turns that each piece of work has, at least 1, after the warm-up
     * @param nanosecondsEach how long a turn is to last, about
     */
    public Interleaved(int rounds, long nanosecondsEach) {
        this(rounds, nanosecondsEach, System::nanoTime);
    }

    Interleaved(int rounds, long nanosecondsEach, LongSupplier clock) {
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds: expected at least 1, found " + rounds);
        }
        this.rounds = rounds;
        this.nanosecondsEach = nanosecondsEach;
        this.clock = clock;
    }

    /**
     * Measures each piece of work, after a warm-up.
     *
     * @param name shown beside the progress
     * @param works what to measure, in the order of their turns
     * @return the time of one call of each, in the same order
     */
    public List<Timing> measure(String name, ProgressDisplay display, List<Runnable> works) {
        return measure(name, display, works, () -> {});
    }

    /** As the other, and calls {@code begin} once, between the warm-up and the first turn. */
    List<Timing> measure(
            String name, ProgressDisplay display, List<Runnable> works, Runnable begin) {
        double[][] times = new double[works.size()][rounds];
        long[] calls = new long[works.size()];
        try (Progress progress = display.start(name, 1 + rounds, " rounds")) {
            for (int w = 0; w < works.size(); w++) {
                double each = warmUp(works.get(w));
                calls[w] = Math.max(1, Math.round(nanosecondsEach / Math.max(each, 1)));
            }
            progress.update(1, "");
            begin.run();
            for (int round = 0; round < rounds; round++) {
                for (int w = 0; w < works.size(); w++) {
                    times[w][round] = turn(works.get(w), calls[w]);
                }
                progress.update(round + 2L, "");
            }
        }
        List<Timing> result = new ArrayList<>();
        for (double[] of : times) {
            result.add(Timing.of(of));
        }
        return result;
    }

    /** Runs each piece of work until it no longer gets faster. */
    public void warmUp(List<Runnable> works) {
        works.forEach(this::warmUp);
    }

    /**
     * Runs until the work no longer gets faster: five turns in a row less than a tenth, or sixty
     * turns. Returns the time of one call in the fastest turn.
     */
    private double warmUp(Runnable work) {
        double best = Double.MAX_VALUE;
        int stale = 0;
        for (int turn = 0; turn < MOST_WARM_UP_TURNS && stale < STALE_TURNS; turn++) {
            double each = turn(work);
            stale = each < 0.9 * best ? 0 : stale + 1;
            best = Math.min(best, each);
        }
        return best;
    }

    /** Runs for the length of a turn, at least once, and returns the time of one call. */
    private double turn(Runnable work) {
        long start = clock.getAsLong();
        long calls = 0;
        long passed;
        do {
            work.run();
            calls++;
            passed = clock.getAsLong() - start;
        } while (passed < nanosecondsEach);
        return (double) passed / calls;
    }

    private double turn(Runnable work, long calls) {
        long start = clock.getAsLong();
        for (long i = 0; i < calls; i++) {
            work.run();
        }
        return (double) (clock.getAsLong() - start) / calls;
    }
}
