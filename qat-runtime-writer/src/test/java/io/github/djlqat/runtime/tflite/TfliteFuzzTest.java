package io.github.djlqat.runtime.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.writer.TfliteWriter;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damaged files: each is read or refused, and nothing else happens. What is read can be written and
 * comes back the same.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TfliteFuzzTest {

    private static final int[] VALUES = {0x00, 0x7F, 0xFF};

    private int read;
    private int refused;

    @Test
    void cutAtEveryByte() {
        for (byte[] file : files()) {
            for (int length = 0; length < file.length; length++) {
                attempt(Arrays.copyOf(file, length), "cut at " + length);
            }
        }
        // The bytes that a cut takes are always some that the model needs.
        assertThat(refused).isGreaterThan(5000);
        assertThat(read).isLessThan(8);
    }

    @Test
    void everyBitFlipped() {
        byte[] file = TfliteWriter.write(SampleGraphs.small(1));
        for (int i = 0; i < file.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] bad = file.clone();
                bad[i] ^= (byte) (1 << bit);
                attempt(bad, "byte " + i + " bit " + bit);
            }
        }
        // Weights, biases and names take any value; offsets, counts and codes do not.
        assertThat(read).isGreaterThan(1000);
        assertThat(refused).isGreaterThan(3000);
    }

    @Test
    void everyByteReplaced() {
        byte[] file = TfliteWriter.write(SampleGraphs.everyOperator(2));
        Random random = new Random(5);
        for (int i = 0; i < file.length; i++) {
            int value = i % 4 == 3 ? random.nextInt(256) : VALUES[i % 4];
            byte[] bad = file.clone();
            bad[i] = (byte) value;
            attempt(bad, "byte " + i + " set to " + value);
        }
        assertThat(refused).isGreaterThan(1000);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void severalBytesReplaced(long seed) {
        Random random = new Random(seed);
        byte[][] files = files();
        for (int round = 0; round < 6000; round++) {
            byte[] bad = files[round % files.length].clone();
            int changes = 1 + random.nextInt(6);
            for (int i = 0; i < changes; i++) {
                mutate(bad, random);
            }
            attempt(bad, "seed " + seed + " round " + round);
        }
        assertThat(refused).isGreaterThan(1000);
    }

    @Test
    void noise() {
        Random random = new Random(3);
        for (int round = 0; round < 5000; round++) {
            byte[] bad = new byte[random.nextInt(200)];
            random.nextBytes(bad);
            if (bad.length >= 8) {
                System.arraycopy(new byte[] {'T', 'F', 'L', '3'}, 0, bad, 4, 4);
                System.arraycopy(new byte[] {8, 0, 0, 0}, 0, bad, 0, 4);
            }
            attempt(bad, "round " + round);
        }
        assertThat(refused).isEqualTo(5000);
    }

    /** One of what damage tends to be: a byte, an extreme word, a word from elsewhere, zeros. */
    private static void mutate(byte[] file, Random random) {
        int at = random.nextInt(file.length - 8);
        int[] extremes = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 16, file.length};
        switch (random.nextInt(5)) {
            case 0:
                file[at] = (byte) random.nextInt(256);
                break;
            case 1:
                int word = extremes[random.nextInt(extremes.length)] + random.nextInt(3) - 1;
                for (int i = 0; i < 4; i++) {
                    file[(at & ~3) + i] = (byte) (word >> (8 * i));
                }
                break;
            case 2:
                int from = random.nextInt(file.length - 8);
                System.arraycopy(file, from & ~3, file, at & ~3, 4);
                break;
            case 3:
                Arrays.fill(file, at, Math.min(file.length, at + random.nextInt(64)), (byte) 0);
                break;
            default:
                file[at & ~1] += (byte) (random.nextInt(9) - 4);
                break;
        }
    }

    /** Ours, and one laid out back to front by Google's library. */
    private static byte[][] files() {
        return new byte[][] {
            TfliteWriter.write(SampleGraphs.small(1)),
            FileBuilder.of(28, 2).build(),
            TfliteWriter.write(SampleGraphs.everyOperator(2))
        };
    }

    private void attempt(byte[] file, String what) {
        try {
            IntegerGraph graph = TfliteReader.read(file);
            if (read++ % 8 == 0 && !TfliteReader.read(TfliteWriter.write(graph)).equals(graph)) {
                throw new AssertionError(what + ": expected the graph to come back as it was");
            }
        } catch (MalformedModelException | UnsupportedOperatorException e) {
            refused++;
            requireExpectedAndFound(e, what);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what + ": " + e, e);
        }
        try {
            TfliteInfo.read(file);
        } catch (MalformedModelException e) {
            requireExpectedAndFound(e, what);
        }
    }

    private static void requireExpectedAndFound(Exception e, String what) {
        String message = e.getMessage();
        if (!message.contains("expected ") || !message.contains("found ")) {
            throw new AssertionError(what + ": message lacks expected or found: " + message, e);
        }
    }
}
