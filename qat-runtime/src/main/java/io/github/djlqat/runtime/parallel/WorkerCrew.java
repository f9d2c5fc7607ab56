package io.github.djlqat.runtime.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The daemons of a pool and the job they share.
 *
 * <p>{@code control} holds the job's number (high half), whether it still takes workers (bit 31)
 * and how many work on it. A worker joins by counting itself in while the job is open; the caller
 * closes the job when no unit is left and waits for those inside. So nobody waits for a worker that
 * has not woken up.
 */
final class WorkerCrew {

    private static final long OPEN = 1L << 31;
    private static final long WORKERS = OPEN - 1;
    private static final int SPINS = 2000;
    private static final long NAP_NANOS = 20_000;

    private final Worker[] workers;
    private final AtomicLong control = new AtomicLong();
    private final AtomicInteger next = new AtomicInteger();
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;
    private boolean started;

    // The job; written before control opens it, read after.
    private @Nullable RangeTask task;
    private int units;
    private int grain;

    WorkerCrew(int count) {
        workers = new Worker[count];
        for (int i = 0; i < count; i++) {
            workers[i] = new Worker(i + 1);
        }
    }

    void run(RangeTask newTask, int newUnits, int newGrain) {
        if (closed) {
            throw new IllegalStateException("the pool is closed");
        }
        if (!started) {
            started = true;
            for (Worker worker : workers) {
                worker.start();
            }
        }
        task = newTask;
        units = newUnits;
        grain = newGrain;
        failure = null;
        next.set(0);
        long number = (control.get() >>> 32) + 1;
        control.set(number << 32 | OPEN);
        for (Worker worker : workers) {
            if (worker.parked) {
                LockSupport.unpark(worker);
            }
        }
        work(0);
        control.addAndGet(-OPEN);
        int spins = 0;
        while ((control.get() & WORKERS) != 0) {
            if (spins++ < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(NAP_NANOS);
            }
        }
        task = null;
        rethrow();
    }

    private void rethrow() {
        Throwable thrown = failure;
        if (thrown instanceof RuntimeException e) {
            throw e;
        } else if (thrown instanceof Error e) {
            throw e;
        }
    }

    void close() {
        closed = true;
        for (Worker worker : workers) {
            LockSupport.unpark(worker);
        }
    }

    private void work(int worker) {
        RangeTask current = task;
        if (current == null) {
            throw new AssertionError("no task");
        }
        try {
            for (int begin = next.getAndAdd(grain);
                    begin >= 0 && begin < units;
                    begin = next.getAndAdd(grain)) {
                current.run(worker, begin, Math.min(units - begin, grain) + begin);
            }
        } catch (RuntimeException | Error e) {
            failure = e;
            // Nothing more is handed out.
            next.set(Integer.MAX_VALUE / 2);
        }
    }

    private final class Worker extends Thread {

        private final int index;
        private volatile boolean parked;

        Worker(int index) {
            super("qat-runtime-" + index);
            this.index = index;
            setDaemon(true);
        }

        @Override
        public void run() {
            long done = 0;
            int spins = 0;
            while (!closed) {
                long now = control.get();
                if ((now & OPEN) != 0 && now >>> 32 != done) {
                    if (control.compareAndSet(now, now + 1)) {
                        done = now >>> 32;
                        work(index);
                        control.decrementAndGet();
                    }
                    spins = 0;
                } else if (spins++ < SPINS) {
                    Thread.onSpinWait();
                } else {
                    parked = true;
                    if (control.get() == now && !closed) {
                        LockSupport.park(WorkerCrew.this);
                    }
                    parked = false;
                    spins = 0;
                }
            }
        }
    }
}
