package io.github.djlqat.training;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files that are there as a whole or not at all. */
public final class AtomicFiles {

    private static final int BUFFER = 1 << 16;

    private AtomicFiles() {}

    /** What writes the content. */
    @FunctionalInterface
    public interface Body {
        /** Writes everything to {@code out}, which the caller closes. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file beside its place, forces it to the disk and moves it there in one step.
     *
     * @param file the file
     * @param bytes its content
     * @throws IOException if it could not be written; then the old file, if any, is as it was
     */
    public static void write(Path file, byte[] bytes) throws IOException {
        write(file, out -> out.write(bytes));
    }

    /**
     * Writes a file beside its place, forces it to the disk and moves it there in one step.
     *
     * @param file the file
     * @param body writes its content
     * @throws IOException if it could not be written, or what {@code body} throws; then the old
     *     file, if any, is as it was
     */
    public static void write(Path file, Body body) throws IOException {
        Path target = file.toAbsolutePath();
        // Not createTempFile: its files can be read by their owner alone, and so would the target.
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        try {
            try (FileChannel channel =
                            FileChannel.open(
                                    partial,
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.TRUNCATE_EXISTING,
                                    StandardOpenOption.WRITE);
                    OutputStream out =
                            new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER)) {
                body.writeTo(out);
                out.flush();
                channel.force(true);
            }
            move(partial, target);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(
                    from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
