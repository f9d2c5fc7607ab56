package io.github.djlqat.examples.train;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/** Sets how many threads the engine uses within an operation. */
public final class EngineThreads {

    private EngineThreads() {}

    /**
     * Sets the number, at any time.
     *
     * @param threads at least 1, or 0 to leave it as it is
     */
    public static void set(int threads) {
        if (threads < 0) {
            throw new IllegalArgumentException("threads: expected 0 or more, found " + threads);
        }
        if (threads > 0 && Engine.getInstance().getEngineName().equals("PyTorch")) {
            JniUtils.setNumThreads(threads);
        }
    }
}
