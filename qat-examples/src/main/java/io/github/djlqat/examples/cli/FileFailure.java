package io.github.djlqat.examples.cli;

import java.nio.file.Path;

/** A failure that concerns one file, which its message names first. */
final class FileFailure extends Exception {

    private static final long serialVersionUID = 1L;

    /** Says of {@code cause} which file it concerns. */
    FileFailure(Path file, Exception cause) {
        super(message(file, Errors.describe(cause)), cause);
    }

    private static String message(Path file, String text) {
        return text.contains(file.toString()) ? text : file + ": " + text;
    }
}
