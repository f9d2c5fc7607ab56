package io.github.djlqat.examples.bench;

/** One way to compute one image with one network, ready to run. */
interface Engine extends AutoCloseable {

    /** Returns the number of threads it was given. */
    int threads();

    /** Computes one image. */
    void run();

    /** Returns the bytes of the arena, or -1 where the engine has none. */
    default long arenaBytes() {
        return -1;
    }

    @Override
    void close();
}
