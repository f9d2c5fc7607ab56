package io.github.djlqat.examples.progress;

/** One piece of work of a known number of steps, shown while it runs. */
public interface Progress extends AutoCloseable {

    /**
     * Sets how many steps are done.
     *
     * @param done 0 to the total
     * @param message what to show beside it, such as a loss; may be empty
     */
    void update(long done, String message);

    /** Ends the display; what is shown then stays. */
    @Override
    void close();
}
