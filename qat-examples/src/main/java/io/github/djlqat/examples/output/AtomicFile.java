package io.github.djlqat.examples.output;

import io.github.djlqat.training.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Checks where output goes, before long work, and writes it whole or not at all. */
public final class AtomicFile {

    private AtomicFile() {}

    /**
     * Writes {@code target}; where {@code body} throws, {@code target} stays what it was.
     *
     * @param target a file; its folder is there, see {@link #checkWritable}
     * @param body writes the content
     * @throws IOException if the folder cannot be written, or what {@code body} throws
     */
    public static void write(Path target, AtomicFiles.Body body) throws IOException {
        checkWritable(target);
        try {
            AtomicFiles.write(target, body);
        } catch (FileSystemException e) {
            // The system speaks of the file beside the place, the user knows the place.
            if (!(target.toAbsolutePath() + ".partial").equals(e.getFile())) {
                throw e;
            }
            throw failure(target, "expected a file that can be made", e);
        }
    }

    /** Writes text in UTF-8, whole or not at all. */
    public static void writeString(Path target, String text) throws IOException {
        write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Checks, before long work, that {@code target} can be written later.
     *
     * @throws NoSuchFileException if its folder is not there
     * @throws AccessDeniedException if its folder cannot be written
     * @throws FileSystemException if it is itself a folder or a device, whose place a file would
     *     take
     */
    public static void checkWritable(Path target) throws IOException {
        if (Files.isDirectory(target)) {
            throw new FileSystemException(
                    target.toString(), null, "expected a file to write, found a folder");
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new FileSystemException(
                    target.toString(), null, "expected a file to write, found a device or pipe");
        }
        Path folder = folderOf(target);
        if (!Files.isDirectory(folder)) {
            throw new FileSystemException(
                    target.toString(),
                    null,
                    "expected an existing folder to write to, found none at " + folder);
        }
        if (!Files.isWritable(folder)) {
            throw new AccessDeniedException(folder.toString());
        }
    }

    /**
     * Creates a folder for output, with its parents, and checks that files can be made in it.
     *
     * @throws FileSystemException if it cannot be made or written, or is a file
     */
    public static void checkFolder(Path folder) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new FileSystemException(
                    folder.toString(), null, "expected a folder for output, found a file");
        }
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".probe", ".partial"));
        } catch (IOException e) {
            throw failure(folder, "expected a folder that can be written", e);
        }
    }

    private static FileSystemException failure(Path place, String expected, IOException cause) {
        String found = "that it cannot: " + cause.getMessage();
        if (cause instanceof AccessDeniedException) {
            found = "permission denied";
        } else if (cause instanceof FileSystemException e) {
            found = e.getReason() == null ? "that the system makes none there" : e.getReason();
        }
        FileSystemException failure =
                new FileSystemException(place.toString(), null, expected + ", found " + found);
        failure.initCause(cause);
        return failure;
    }

    private static Path folderOf(Path target) {
        Path folder = target.toAbsolutePath().getParent();
        return folder == null ? target.toAbsolutePath() : folder;
    }
}
