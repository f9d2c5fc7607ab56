package io.github.djlqat.examples.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/** Turns what went wrong into the one line that a user reads. */
final class Errors {

    private static final int MAX_LENGTH = 600;

    private Errors() {}

    /** Returns one line that says what went wrong, with the exception's class where it tells. */
    static String describe(Throwable thrown) {
        Throwable e = unwrap(thrown);
        String message = e.getMessage();
        if (e instanceof NoSuchFileException f) {
            return f.getFile() + ": expected a file or folder, found none";
        }
        if (e instanceof AccessDeniedException f) {
            return f.getFile() + ": expected permission to read or write, found it denied";
        }
        if (e instanceof NotDirectoryException f) {
            return f.getFile() + ": expected a folder, found a file";
        }
        if (e instanceof FileSystemException f && f.getReason() != null) {
            return f.getFile() + ": " + oneLine(f.getReason());
        }
        if (e instanceof OutOfMemoryError) {
            return "out of memory: " + message + "; QAT_JAVA_OPTS=-Xmx8g gives the JVM more";
        }
        if (message == null || message.isBlank()) {
            return e.getClass().getSimpleName() + "; --verbose shows where";
        }
        if (e.getClass().getName().equals("ai.djl.engine.EngineException")) {
            // PyTorch's messages go on with its own stack.
            return "PyTorch: " + message.lines().findFirst().orElse(message);
        }
        return isSelfExplaining(e)
                ? oneLine(message)
                : e.getClass().getSimpleName()
                        + ": "
                        + oneLine(message)
                        + "; --verbose shows where";
    }

    /** Returns text without line breaks, cut where it would fill a screen. */
    static String oneLine(String text) {
        String line = text.lines().map(String::strip).collect(Collectors.joining(" ")).strip();
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + " ...";
    }

    private static Throwable unwrap(Throwable e) {
        Throwable at = e;
        while (at.getCause() != null
                && (at instanceof UncheckedIOException
                        || at instanceof ExecutionException
                        || isBare(at))) {
            at = at.getCause();
        }
        return at;
    }

    /** Returns whether an exception says nothing but that it has a cause. */
    private static boolean isBare(Throwable e) {
        return e.getMessage() == null || e.getMessage().equals(String.valueOf(e.getCause()));
    }

    private static boolean isSelfExplaining(Throwable e) {
        boolean ours = e.getClass().getName().startsWith("io.github.djlqat.");
        return ours
                || e instanceof IOException && !(e instanceof FileNotFoundException)
                || e.getClass() == IllegalArgumentException.class
                || e.getClass() == IllegalStateException.class
                || e.getClass() == UnsupportedOperationException.class
                || e instanceof InvalidPathException
                || e.getClass().getName().startsWith("ai.djl.");
    }
}
