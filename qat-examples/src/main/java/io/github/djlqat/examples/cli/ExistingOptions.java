package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.train.TrainConfig.ExistingRun;
import picocli.CommandLine.Option;

/** What to do with an earlier run in the output folder: one of these or neither. */
final class ExistingOptions {

    @Option(names = "--resume", description = "Go on from the checkpoint in --output.")
    private boolean resume;

    @Option(names = "--replace", description = "Start anew and replace the run in --output.")
    private boolean replace;

    /** Returns what the user asked for; refusal where that is nothing, and {@code of} is null. */
    static ExistingRun kind(ExistingOptions of) {
        if (of == null || of.resume == of.replace) {
            return ExistingRun.REFUSE;
        }
        return of.resume ? ExistingRun.RESUME : ExistingRun.REPLACE;
    }
}
