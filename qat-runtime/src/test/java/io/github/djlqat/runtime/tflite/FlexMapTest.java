package io.github.djlqat.runtime.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.flatbuffers.FlexBuffersBuilder;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.graph.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** FlexBuffers of Google's library read by ours, and damaged ones refused. */
class FlexMapTest {

    private static byte[] google(Consumer<FlexBuffersBuilder> content) {
        FlexBuffersBuilder builder = new FlexBuffersBuilder(64);
        int map = builder.startMap();
        content.accept(builder);
        builder.endMap(null, map);
        ByteBuffer buffer = builder.finish();
        return Arrays.copyOfRange(buffer.array(), 0, buffer.limit());
    }

    private static FlexMap read(byte... bytes) throws MalformedModelException {
        return new FlexMap(Bytes.of(bytes), 100, "options");
    }

    @Test
    void weReadGooglesOfEveryWidth() throws Exception {
        for (int large : new int[] {1, 200, -200, 70_000, Integer.MIN_VALUE}) {
            byte[] bytes =
                    google(
                            b -> {
                                b.putInt("large", large);
                                b.putBoolean("yes", true);
                                b.putString("text", "not a number");
                                int list = b.startVector();
                                b.putInt(large);
                                b.putInt(-7);
                                b.endVector("list", list, true, false);
                            });
            FlexMap map = read(bytes);
            assertThat(map.int32("large")).isEqualTo(large);
            assertThat(map.int32("yes")).isEqualTo(1);
            assertThat(map.ints("list")).containsExactly(large, -7);
            assertThatThrownBy(() -> map.int32("list"))
                    .isInstanceOf(MalformedModelException.class)
                    .hasMessageContaining("options.list (byte 100): expected an integer");
            assertThatThrownBy(() -> map.int32("text")).hasMessageContaining("found type 5");
            assertThatThrownBy(() -> map.int32("absent")).hasMessageContaining("found none");
        }
    }

    @Test
    void integersBeyond32BitsAreRefused() throws Exception {
        FlexMap map = read(google(b -> b.putInt("wide", 1L << 40)));
        assertThatThrownBy(() -> map.int32("wide"))
                .hasMessageContaining("options.wide")
                .hasMessageContaining("expected 32 bits, found 1099511627776");
    }

    @Test
    void whatIsNoMapIsRefused() {
        FlexBuffersBuilder builder = new FlexBuffersBuilder(64);
        builder.putInt(5);
        ByteBuffer buffer = builder.finish();
        assertThatThrownBy(() -> read(Arrays.copyOf(buffer.array(), buffer.limit())))
                .hasMessageContaining("expected a map (type 9), found type 1");
        assertThatThrownBy(FlexMapTest::read).hasMessageContaining("expected 1 bytes inside a map");
    }

    @Test
    void mapOfTooManyEntriesIsRefused() {
        byte[] bytes =
                google(
                        b -> {
                            for (int i = 0; i < 65; i++) {
                                b.putInt("key" + i, i);
                            }
                        });
        assertThatThrownBy(() -> read(bytes))
                .hasMessageContaining("expected at most 64 elements, found 65");
    }

    /** Cut, flipped or random bytes raise nothing but {@link MalformedModelException}. */
    @Test
    void damageIsRefusedOrReadButNothingElse() {
        byte[] sound =
                google(
                        b -> {
                            b.putInt("bits", 4);
                            int list = b.startVector();
                            b.putInt(2);
                            b.putInt(3);
                            b.endVector("filter_shape", list, true, false);
                            b.putInt("padding", 1);
                        });
        Random random = new Random(4);
        int refused = 0;
        for (int i = 0; i < 40_000; i++) {
            byte[] bad = i < sound.length ? Arrays.copyOf(sound, i) : sound.clone();
            for (int k = 0; i >= sound.length && k <= i % 3; k++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                FlexMap map = read(bad);
                map.ints("filter_shape");
                map.int32("bits");
            } catch (MalformedModelException e) {
                refused++;
                assertThat(e).hasMessageContaining("expected ").hasMessageContaining("found ");
            }
        }
        assertThat(refused).isBetween(10_000, 39_000);
    }
}
