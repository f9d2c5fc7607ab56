package io.github.djlqat.examples.sweep;

import io.github.djlqat.examples.output.AtomicFile;
import io.github.djlqat.examples.quantize.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a row has left in its folder.
 *
 * @param root the folder; need not be there
 */
record RowFolder(Path root) {

    private static final String ERROR = "error.txt";

    /** How far a row is. */
    enum State {
        /** Nothing was done. */
        WAITING,
        /** There is a checkpoint to go on from. */
        STARTED,
        /** The last attempt ended with an error. */
        FAILED,
        /** There is a result. */
        DONE
    }

    State state() {
        if (Files.exists(RunResult.file(root))) {
            return State.DONE;
        }
        if (Files.exists(root.resolve(ERROR))) {
            return State.FAILED;
        }
        return Files.exists(root.resolve("checkpoint.bin")) ? State.STARTED : State.WAITING;
    }

    Optional<RunResult> result() throws IOException {
        return RunResult.read(root);
    }

    /** Returns the last attempt's error; empty where there is none. */
    String error() throws IOException {
        Path file = root.resolve(ERROR);
        return Files.exists(file) ? Files.readString(file).strip() : "";
    }

    void writeError(String message) throws IOException {
        AtomicFile.checkFolder(root);
        AtomicFile.writeString(root.resolve(ERROR), message + "\n");
    }

    void clearError() throws IOException {
        Files.deleteIfExists(root.resolve(ERROR));
    }
}
