package io.github.djlqat.examples.profile;

/** Adds up what the parts of training steps took. */
public final class StepClock {

    /** The parts of a step, in their order. */
    public enum Part {
        /** The step has nothing to train on. */
        WAITING("waiting for data"),
        /** Forward, loss, backward. */
        COMPUTING("forward and backward"),
        /** Weights are changed. */
        UPDATING("optimizer"),
        /** Listeners: progress, checkpoints. */
        LISTENING("listeners, checkpoints");

        private final String label;

        Part(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    private final long[] nanoseconds = new long[Part.values().length];
    private long steps;
    private long last;

    /** Starts, or goes on after time that is none of the step's. */
    public void start() {
        last = System.nanoTime();
    }

    /** A part has ended now; the next one begins. */
    public void ended(Part part) {
        long now = System.nanoTime();
        nanoseconds[part.ordinal()] += now - last;
        last = now;
        if (part == Part.LISTENING) {
            steps++;
        }
    }

    /** Returns the number of steps. */
    public long steps() {
        return steps;
    }

    /** Returns the milliseconds of a part, over all steps. */
    public double milliseconds(Part part) {
        return nanoseconds[part.ordinal()] / 1e6;
    }

    /** Returns the milliseconds of all parts, over all steps. */
    public double total() {
        double sum = 0;
        for (Part part : Part.values()) {
            sum += milliseconds(part);
        }
        return sum;
    }

    /** Returns which share of the time steps waited for data, 0 to 1; 0 before the first step. */
    public double waitingShare() {
        return total() == 0 ? 0 : milliseconds(Part.WAITING) / total();
    }
}
