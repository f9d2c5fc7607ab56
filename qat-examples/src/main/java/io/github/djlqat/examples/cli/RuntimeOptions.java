package io.github.djlqat.examples.cli;

import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How the integer runtime computes. */
final class RuntimeOptions {

    /** The kernels by name; {@code AUTO} takes the fastest that the machine has. */
    enum Kernels {
        AUTO,
        REFERENCE,
        VECTOR,
        NATIVE
    }

    @Option(
            names = "--rounding",
            paramLabel = "MODE",
            defaultValue = "DOUBLE",
            description =
                    "double (gemmlowp, TFLite-Micro) or single (ruy, several vendors): how often a"
                            + " rescaled sum is rounded. Default: double.")
    private RoundingMode rounding;

    @Option(
            names = "--kernels",
            paramLabel = "KIND",
            defaultValue = "AUTO",
            description =
                    "auto, reference (plain Java), vector (Vector API) or native (C); all give the"
                            + " same bytes. Default: auto.")
    private Kernels kernels;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads of the integer runtime; the result is the same. Default: 1.")
    private int threads;

    /** Returns the options of a model's loading. */
    LoadOptions load() {
        return load(threads);
    }

    /** Returns the options with another number of threads. */
    LoadOptions load(int threads) {
        return LoadOptions.defaults()
                .withRounding(rounding)
                .withKernels(kernels.name().toLowerCase(Locale.ROOT))
                .withThreads(threads);
    }
}
