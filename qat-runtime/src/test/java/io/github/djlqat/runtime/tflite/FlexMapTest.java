package io.github.djlqat.runtime.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.flatbuffers.FlexBuffers;
import com.google.flatbuffers.FlexBuffersBuilder;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** FlexBuffers of ours read by Google's library, and the other way round. */
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
    void googleReadsOurs() {
        Shape shape = Shape.of(70000, 3, 1, 2);
        Tensor tensor =
                new Tensor(
                        "w",
                        ElementType.CODED,
                        shape,
                        null,
                        Coding.INT4.pack(new int[shape.elements()]),
                        Coding.INT4);
        Bytes bytes =
                new FlexNode()
                        .put("stride_w", 3)
                        .put("padding", 1)
                        .put("most", Integer.MAX_VALUE)
                        .put("least", Integer.MIN_VALUE)
                        .put("minus", -1)
                        .filter(tensor)
                        .write();
        FlexBuffers.Map map = FlexBuffers.getRoot(ByteBuffer.wrap(bytes.toArray())).asMap();
        assertThat(map.size()).isEqualTo(7);
        assertThat(map.get("stride_w").asInt()).isEqualTo(3);
        assertThat(map.get("padding").asInt()).isEqualTo(1);
        assertThat(map.get("most").asInt()).isEqualTo(Integer.MAX_VALUE);
        assertThat(map.get("least").asInt()).isEqualTo(Integer.MIN_VALUE);
        assertThat(map.get("minus").asInt()).isEqualTo(-1);
        assertThat(map.get("bits").asInt()).isEqualTo(4);
        FlexBuffers.Vector list = map.get("filter_shape").asVector();
        assertThat(list.size()).isEqualTo(4);
        for (int i = 0; i < 4; i++) {
            assertThat(list.get(i).asInt()).isEqualTo(shape.get(i));
        }
        assertThat(map.get("absent").isNull()).isTrue();
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
        Tensor tensor =
                new Tensor(
                        "w",
                        ElementType.CODED,
                        Shape.of(2, 3),
                        null,
                        Coding.INT4.pack(new int[6]),
                        Coding.INT4);
        byte[] sound = new FlexNode().put("padding", 1).filter(tensor).write().toArray();
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
