package io.github.djlqat.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlqat.runtime.plan.MemoryPlanner.Buffer;
import io.github.djlqat.runtime.plan.MemoryPlanner.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MemoryPlannerTest {

    @Test
    void buffersAliveAtOnceDoNotOverlap() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<Buffer> buffers = new ArrayList<>();
            int count = 1 + random.nextInt(40);
            for (int i = 0; i < count; i++) {
                int first = random.nextInt(20);
                buffers.add(new Buffer(1 + random.nextInt(500), first, first + random.nextInt(6)));
            }
            Placement placement = MemoryPlanner.place(buffers);
            assertThat(placement.offsets).as("seed %d", seed).hasSize(count);
            long end = 0;
            for (int i = 0; i < count; i++) {
                long from = placement.offsets.get(i);
                long to = from + buffers.get(i).bytes;
                assertThat(from % MemoryPlanner.ALIGNMENT).as("seed %d", seed).isZero();
                assertThat(from).as("seed %d", seed).isNotNegative();
                end = Math.max(end, to);
                for (int k = 0; k < i; k++) {
                    Buffer a = buffers.get(i);
                    Buffer b = buffers.get(k);
                    boolean together = a.first <= b.last && b.first <= a.last;
                    long other = placement.offsets.get(k);
                    boolean apart = to <= other || other + b.bytes <= from;
                    assertThat(!together || apart)
                            .as("seed %d: buffers %d and %d", seed, k, i)
                            .isTrue();
                }
            }
            assertThat(placement.size).as("seed %d", seed).isEqualTo(end);
        }
    }

    @Test
    void buffersThatFollowEachOtherShareTheirPlace() {
        Placement placement =
                MemoryPlanner.place(
                        List.of(new Buffer(100, 0, 1), new Buffer(60, 1, 2), new Buffer(90, 2, 3)));
        assertThat(placement.offsets).containsExactly(0L, 112L, 0L);
        assertThat(placement.size).isEqualTo(172);
    }

    @Test
    void equalBuffersStayInOrder() {
        Placement placement =
                MemoryPlanner.place(
                        List.of(new Buffer(16, 0, 9), new Buffer(16, 0, 9), new Buffer(32, 0, 9)));
        assertThat(placement.offsets).containsExactly(32L, 48L, 0L);
    }
}
