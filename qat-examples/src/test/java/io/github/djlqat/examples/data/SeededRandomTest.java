package io.github.djlqat.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SeededRandomTest {

    @Test
    void dependsOnEachKeyAndTheirOrder() {
        long first = new SeededRandom(1, 2, 3).nextLong();
        assertThat(new SeededRandom(1, 2, 3).nextLong()).isEqualTo(first);
        assertThat(new SeededRandom(1, 3, 2).nextLong()).isNotEqualTo(first);
        assertThat(new SeededRandom(1, 2, 4).nextLong()).isNotEqualTo(first);
        assertThat(new SeededRandom(2, 2, 3).nextLong()).isNotEqualTo(first);
        assertThat(new SeededRandom(1, 2).nextLong()).isNotEqualTo(first);
    }

    @Test
    void numbersAreEvenlySpread() {
        SeededRandom random = new SeededRandom(5);
        int[] counts = new int[7];
        double sum = 0;
        for (int i = 0; i < 70_000; i++) {
            counts[random.nextInt(7)]++;
            sum += random.between(-1, 3);
        }
        for (int count : counts) {
            assertThat(count).isBetween(9_600, 10_400);
        }
        assertThat(sum / 70_000).isCloseTo(1, within(0.02));
    }

    @Test
    void permutationHoldsEveryIndexOnce() {
        int[] order = new SeededRandom(9).permutation(1000);
        int[] sorted = order.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < sorted.length; i++) {
            assertThat(sorted[i]).isEqualTo(i);
        }
        assertThat(order).isNotEqualTo(sorted);
        assertThat(new SeededRandom(1).permutation(0)).isEmpty();
    }
}
