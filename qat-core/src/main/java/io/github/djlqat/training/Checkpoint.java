package io.github.djlqat.training;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * One file that holds a whole training run between two steps.
 *
 * <p>Layout, big endian: magic {@code DQCK}, int version, int completed epochs, int batches of the
 * running epoch that were consumed, long seed, int number of sections, per section its name (UTF),
 * int length and bytes, at the end the CRC-32 of all before as a long. Section {@code block} is
 * what {@link Block#saveParameters} wrote, the others are {@link Checkpointable} states.
 *
 * @param position where training stood
 * @param sections the sections by name
 */
public record Checkpoint(Position position, Map<String, Section> sections) {

    private static final int MAGIC = 0x4451434B;
    private static final int VERSION = 1;
    private static final String BLOCK = "block";

    /** Copies the map. */
    public Checkpoint {
        sections = new LinkedHashMap<>(sections);
    }

    /**
     * Where training stands.
     *
     * @param epoch the number of completed epochs
     * @param batch the number of batches of the running epoch that were consumed
     * @param seed the seed from which data order, augmentation and dropout derive
     */
    public record Position(int epoch, int batch, long seed) {}

    /** The bytes of one section. */
    public static final class Section {

        private final byte[] bytes;

        Section(byte[] bytes) {
            this.bytes = bytes;
        }

        /**
         * Opens the section.
         *
         * @return a stream over its bytes
         */
        public DataInputStream open() {
            return new DataInputStream(new ByteArrayInputStream(bytes));
        }
    }

    /**
     * Takes the state of a run.
     *
     * @param position where training stands
     * @param block the block that is trained
     * @param states the other states
     * @return the checkpoint
     * @throws IOException if a state could not be written
     */
    public static Checkpoint capture(
            Position position, Block block, List<? extends Checkpointable> states)
            throws IOException {
        Map<String, Section> sections = new LinkedHashMap<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        block.saveParameters(new DataOutputStream(bytes));
        sections.put(BLOCK, new Section(bytes.toByteArray()));
        for (Checkpointable state : states) {
            bytes.reset();
            state.saveState(new DataOutputStream(bytes));
            if (sections.putIfAbsent(state.stateName(), new Section(bytes.toByteArray())) != null) {
                throw new IllegalArgumentException(
                        "checkpoint: expected unique state names, found \""
                                + state.stateName()
                                + "\" twice");
            }
        }
        return new Checkpoint(position, sections);
    }

    /**
     * Puts the state back. To be called before {@code Trainer.initialize}, which gives the new
     * arrays to the parameter store.
     *
     * @param manager the owner of the arrays, the model's manager
     * @param block the block, of the same structure as the saved one
     * @param states the other states; each must be in the checkpoint
     * @throws IOException if a section ends early
     * @throws MalformedModelException if a section is missing or does not fit
     */
    public void restore(NDManager manager, Block block, List<? extends Checkpointable> states)
            throws IOException, MalformedModelException {
        try (DataInputStream in = section(BLOCK).open()) {
            block.loadParameters(manager, in);
            expectEnd(BLOCK, in);
        }
        for (Checkpointable state : states) {
            try (DataInputStream in = section(state.stateName()).open()) {
                state.loadState(manager, in);
                expectEnd(state.stateName(), in);
            }
        }
    }

    /**
     * Writes the file: first beside its place, then moved there in one step, so that a reader sees
     * the old or the new checkpoint, never a part.
     *
     * @param file the file
     * @throws IOException if it could not be written
     */
    public void write(Path file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        out.writeInt(VERSION);
        out.writeInt(position.epoch());
        out.writeInt(position.batch());
        out.writeLong(position.seed());
        out.writeInt(sections.size());
        for (Map.Entry<String, Section> entry : sections.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeInt(entry.getValue().bytes.length);
            out.write(entry.getValue().bytes);
        }
        CRC32 crc = new CRC32();
        crc.update(bytes.toByteArray());
        out.writeLong(crc.getValue());
        AtomicFiles.write(file, bytes.toByteArray());
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @return the checkpoint
     * @throws IOException if it could not be read
     * @throws MalformedModelException if it is not a whole checkpoint
     */
    public static Checkpoint read(Path file) throws IOException, MalformedModelException {
        byte[] all = Files.readAllBytes(file);
        if (all.length < 8 + 28) {
            throw new MalformedModelException(
                    file + ": expected a checkpoint, found only " + all.length + " bytes");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(all));
        int magic = in.readInt();
        int version = in.readInt();
        if (magic != MAGIC || version != VERSION) {
            throw new MalformedModelException(
                    String.format(
                            "%s: expected checkpoint magic %08x version %d, found %08x version %d",
                            file, MAGIC, VERSION, magic, version));
        }
        CRC32 crc = new CRC32();
        crc.update(all, 0, all.length - 8);
        long expected =
                new DataInputStream(new ByteArrayInputStream(all, all.length - 8, 8)).readLong();
        if (crc.getValue() != expected) {
            throw new MalformedModelException(
                    String.format(
                            "%s: expected CRC-32 %08x, found %08x; the checkpoint is damaged",
                            file, expected, crc.getValue()));
        }
        Position position = new Position(in.readInt(), in.readInt(), in.readLong());
        Map<String, Section> sections = new LinkedHashMap<>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            String name = in.readUTF();
            sections.put(name, new Section(in.readNBytes(in.readInt())));
        }
        return new Checkpoint(position, sections);
    }

    private Section section(String name) throws MalformedModelException {
        Section section = sections.get(name);
        if (section == null) {
            throw new MalformedModelException(
                    "checkpoint: expected section \"" + name + "\", found " + sections.keySet());
        }
        return section;
    }

    private static void expectEnd(String name, DataInputStream in)
            throws IOException, MalformedModelException {
        int left = in.available();
        if (left != 0) {
            throw new MalformedModelException(
                    "checkpoint section \""
                            + name
                            + "\": expected its end, found "
                            + left
                            + " more bytes");
        }
    }
}
