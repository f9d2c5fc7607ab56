package io.github.djlqat.runtime.parallel;

/** Work that falls into units. */
@FunctionalInterface
public interface RangeTask {

    /**
     * Does a range of units.
     *
     * @param worker which thread this is, from 0 (the caller) to below the number of threads
     * @param begin the first unit
     * @param end one past the last unit
     */
    void run(int worker, int begin, int end);
}
