package io.github.djlqat.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {

    private final NDManager manager = NDManager.newBaseManager();
    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("c.bin");
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void everythingComesBack() throws Exception {
        Block block = linear(4);
        float[] weights = block.getParameters().get("weight").getArray().toFloatArray();
        Checkpoint.Position position = new Checkpoint.Position(3, 17, -5);
        Checkpoint.capture(position, block, List.of(new Number("a", 42), new Number("b", 43)))
                .write(file);

        Block other = linear(4);
        Number a = new Number("a", 0);
        Number b = new Number("b", 0);
        Checkpoint read = Checkpoint.read(file);
        read.restore(manager, other, List.of(b, a));

        assertThat(read.position()).isEqualTo(position);
        assertThat(other.getParameters().get("weight").getArray().toFloatArray())
                .containsExactly(weights);
        assertThat(a.value).isEqualTo(42);
        assertThat(b.value).isEqualTo(43);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aCutFileIsRefusedAtEveryLength() throws Exception {
        byte[] whole = bytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            Files.write(file, cut);
            assertThatThrownBy(() -> Checkpoint.read(file))
                    .isInstanceOf(MalformedModelException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void aFlippedByteIsRefusedEverywhere() throws Exception {
        byte[] whole = bytes();
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x10;
            Files.write(file, flipped);
            assertThatThrownBy(() -> Checkpoint.read(file))
                    .isInstanceOf(MalformedModelException.class);
        }
    }

    @Test
    void missingStateIsNamed() throws Exception {
        Checkpoint checkpoint =
                Checkpoint.capture(new Checkpoint.Position(0, 0, 0), linear(2), List.of());
        assertThatThrownBy(
                        () -> checkpoint.restore(manager, linear(2), List.of(new Number("a", 0))))
                .isInstanceOf(MalformedModelException.class)
                .hasMessageContaining("expected section \"a\", found [block]");
    }

    @Test
    void stateThatIsNotReadToItsEndIsNamed() throws Exception {
        Checkpoint checkpoint =
                Checkpoint.capture(
                        new Checkpoint.Position(0, 0, 0), linear(2), List.of(new Number("a", 1)));
        Checkpointable lazy =
                new Number("a", 0) {
                    @Override
                    public void loadState(NDManager owner, DataInputStream in) {}
                };
        assertThatThrownBy(() -> checkpoint.restore(manager, linear(2), List.of(lazy)))
                .isInstanceOf(MalformedModelException.class)
                .hasMessageContaining("\"a\": expected its end, found 4 more bytes");
    }

    @Test
    void twoStatesOfOneNameAreRefused() {
        List<Number> states = List.of(new Number("a", 1), new Number("a", 2));
        assertThatThrownBy(
                        () ->
                                Checkpoint.capture(
                                        new Checkpoint.Position(0, 0, 0), linear(2), states))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found \"a\" twice");
    }

    @Test
    void afterAFailedWriteTheOldFileIsWhole() throws Exception {
        byte[] old = bytes();
        Files.write(file, old);
        // A folder where the partial file should go: it cannot be opened.
        Path blocker = Files.createDirectories(folder.resolve("c.bin.partial/x"));
        assertThatThrownBy(() -> AtomicFiles.write(file, new byte[10]))
                .isInstanceOf(IOException.class);
        assertThat(Files.readAllBytes(file)).isEqualTo(old);
        Files.delete(blocker);
    }

    private byte[] bytes() throws IOException {
        Checkpoint.capture(new Checkpoint.Position(1, 2, 3), linear(2), List.of(new Number("a", 1)))
                .write(file);
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        return bytes;
    }

    private Block linear(int units) {
        Block block = Linear.builder().setUnits(units).build();
        block.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
        return block;
    }

    private static class Number implements Checkpointable {
        private final String name;
        private int value;

        Number(String name, int value) {
            this.name = name;
            this.value = value;
        }

        @Override
        public String stateName() {
            return name;
        }

        @Override
        public void saveState(DataOutputStream out) throws IOException {
            out.writeInt(value);
        }

        @Override
        public void loadState(NDManager owner, DataInputStream in)
                throws IOException, MalformedModelException {
            value = in.readInt();
        }
    }
}
