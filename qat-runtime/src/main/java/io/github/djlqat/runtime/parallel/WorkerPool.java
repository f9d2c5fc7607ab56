package io.github.djlqat.runtime.parallel;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A fixed number of threads for one job at a time: the caller's and daemons that wait for it. The
 * daemons start with the first job and end when the pool is closed or forgotten.
 */
public final class WorkerPool implements AutoCloseable {

    private static final Cleaner CLEANER = Cleaner.create();

    private final int threads;
    private final WorkerCrew crew;
    private final Cleaner.Cleanable cleanable;
    private final AtomicBoolean busy = new AtomicBoolean();

    /**
     * A pool of {@code threads} threads, the caller's among them.
     *
     * @throws IllegalArgumentException if there is not at least one
     */
    public WorkerPool(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: expected at least 1, found " + threads);
        }
        this.threads = threads;
        crew = new WorkerCrew(threads - 1);
        // The crew's threads know the crew alone, so that a forgotten pool can be collected.
        cleanable = CLEANER.register(this, crew::close);
    }

    /** Returns the number of threads, the caller's among them. */
    public int threads() {
        return threads;
    }

    /**
     * Takes the pool for the caller alone.
     *
     * @return whether it is the caller's now; if not, someone else has it, and the caller works by
     *     itself
     */
    public boolean tryEnter() {
        return threads > 1 && busy.compareAndSet(false, true);
    }

    /** Gives the pool back that {@link #tryEnter} took. */
    public void exit() {
        busy.set(false);
    }

    /**
     * Runs a task over all units and returns when it is done. Only between {@link #tryEnter} and
     * {@link #exit}. Allocates nothing but the threads, once.
     *
     * @param task what to run
     * @param units how many units there are
     * @param grain how many of them to hand out at a time, at least 1
     */
    public void run(RangeTask task, int units, int grain) {
        crew.run(task, units, grain);
    }

    @Override
    public void close() {
        cleanable.clean();
    }
}
