package io.github.djlqat.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.KernelProvider;
import io.github.djlqat.runtime.kernel.reference.ReferenceKernels;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LayersTest {

    private static byte[] run(Kernel kernel, int input, int output) {
        byte[] arena = new byte[input + output];
        new Random(3).nextBytes(arena);
        SizesBench.work(kernel, arena).run();
        return Arrays.copyOfRange(arena, input, arena.length);
    }

    /** The time of saturated or constant outputs would not be that of a network's. */
    private static void spreads(byte[] codes) {
        long extremes =
                IntStream.range(0, codes.length)
                        .filter(i -> codes[i] == -128 || codes[i] == 127)
                        .count();
        long values = IntStream.range(0, codes.length).map(i -> codes[i]).distinct().count();
        assertThat(extremes).isLessThan(codes.length / 3);
        assertThat(values).isGreaterThan(60);
    }

    @Test
    void outputsSpreadOverTheirCodes() {
        KernelProvider kernels = new ReferenceKernels();
        Layers layers = new Layers(1);
        int size = 8 * 8 * 64;
        for (LayerKind kind : LayerKind.values()) {
            spreads(run(kind.prepare(kernels, layers, 8, 64), size, size));
        }
        spreads(run(kernels.fullyConnected(layers.fullyConnected(512, 300)), 512, 300));
        spreads(run(kernels.add(layers.add(500)), 1000, 500));
    }

    @Test
    void kernelsGiveTheSameBytes() {
        for (LayerKind kind : LayerKind.values()) {
            byte[] expected =
                    run(kind.prepare(KernelSets.of("reference"), new Layers(1), 8, 16), 1024, 1024);
            byte[] found =
                    run(kind.prepare(KernelSets.of("vector"), new Layers(1), 8, 16), 1024, 1024);
            assertThat(found).isEqualTo(expected);
        }
    }

    @Test
    void unknownKernelsAreRefused() {
        assertThatThrownBy(() -> KernelSets.of("gpu"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("kernels: expected some of [reference, vector, native], found 'gpu'");
    }
}
