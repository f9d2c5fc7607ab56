package io.github.djlqat.runtime.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodingTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void streamIsOneNumberLowestElementFirst(int bits) {
        Random random = new Random(bits);
        byte[] table = new byte[1 << bits];
        random.nextBytes(table);
        Coding coding = new Coding(bits, Bytes.of(table));
        for (int count = 1; count < 40; count++) {
            int[] indices = random.ints(count, 0, 1 << bits).toArray();
            BigInteger number = BigInteger.ZERO;
            for (int i = count - 1; i >= 0; i--) {
                number = number.shiftLeft(bits).add(BigInteger.valueOf(indices[i]));
            }
            Bytes stream = coding.pack(indices);
            assertThat(stream.size()).isEqualTo((count * bits + 7) / 8);
            assertThat(coding.byteSize(count)).isEqualTo(stream.size());
            for (int k = 0; k < stream.size(); k++) {
                int expected = number.shiftRight(8 * k).intValue() & 0xff;
                assertThat(stream.get(k) & 0xff)
                        .as("%d bits, byte %d", bits, k)
                        .isEqualTo(expected);
            }
            byte[] values = coding.values(stream, count);
            for (int i = 0; i < count; i++) {
                assertThat(coding.index(stream, i)).isEqualTo(indices[i]);
                assertThat(values[i]).isEqualTo(table[indices[i]]);
            }
        }
    }

    @Test
    void int4IsTflitesTwoToAByteLowNibbleFirst() {
        Bytes stream = Coding.INT4.pack(0x1, 0xF, 0x8);
        assertThat(stream.toArray()).isEqualTo(new byte[] {(byte) 0xF1, 0x08});
        assertThat(Coding.INT4.values(stream, 3)).isEqualTo(new byte[] {1, -1, -8});
    }

    @Test
    void oneBitTakesAThirtySecondOfFloat() {
        Coding binary = new Coding(1, Bytes.of((byte) 1, (byte) -1));
        Shape shape = Shape.of(64, 3, 3, 64);
        Tensor tensor =
                new Tensor(
                        "w",
                        ElementType.CODED,
                        shape,
                        null,
                        binary.pack(new int[shape.elements()]),
                        binary);
        assertThat(tensor.byteSize() * 32).isEqualTo(4L * shape.elements());
    }

    @Test
    void onlyOppositeValuesArePlusAndMinusOneConstant() {
        assertThat(new Coding(1, Bytes.of((byte) 127, (byte) -127)).isBinary()).isTrue();
        assertThat(new Coding(1, Bytes.of((byte) -3, (byte) 3)).isBinary()).isFalse();
        assertThat(new Coding(1, Bytes.of((byte) 0, (byte) 0)).isBinary()).isFalse();
        assertThat(new Coding(1, Bytes.of((byte) -128, (byte) -128)).isBinary()).isFalse();
        assertThat(new Coding(1, Bytes.of((byte) 3, (byte) -2)).isBinary()).isFalse();
        assertThat(new Coding(2, Bytes.of((byte) 3, (byte) -3, (byte) 0, (byte) 0)).isBinary())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 9, 32})
    void widthOutOfRangeIsRefused(int bits) {
        assertThatThrownBy(() -> new Coding(bits, Bytes.of(new byte[2])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bits: expected 1 to 8, found " + bits);
    }

    @Test
    void tableOfAnotherSizeIsRefused() {
        assertThatThrownBy(() -> new Coding(3, Bytes.of(new byte[7])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("table: expected 8 values, found 7");
    }

    @Test
    void indexThatTheTableLacksIsRefused() {
        assertThatThrownBy(() -> Coding.INT4.pack(3, 16))
                .hasMessageContaining("index 1: expected 0 to 15, found 16");
        assertThatThrownBy(() -> Coding.INT4.pack(-1)).hasMessageContaining("found -1");
    }

    @Test
    void tensorWantsACodingIfAndOnlyIfCoded() {
        Bytes data = Bytes.of(new byte[2]);
        Shape shape = Shape.of(4);
        assertThatThrownBy(() -> new Tensor("w", ElementType.CODED, shape, null, data))
                .hasMessageContaining("'w': expected a coding and data if and only if CODED");
        assertThatThrownBy(() -> new Tensor("w", ElementType.INT8, shape, null, data, Coding.INT4))
                .hasMessageContaining("expected a coding and data");
        assertThatThrownBy(() -> new Tensor("w", ElementType.CODED, shape, null, null, Coding.INT4))
                .hasMessageContaining("expected a coding and data");
        assertThatThrownBy(
                        () ->
                                new Tensor(
                                        "w",
                                        ElementType.CODED,
                                        Shape.of(5),
                                        null,
                                        data,
                                        Coding.INT4))
                .hasMessageContaining("expected 3 bytes of data for CODED [5], found 2");
    }
}
