package io.github.djlqat.quant.discrete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KMeansTest {

    @Test
    void startsAreWhatTheirNamesSay() {
        KMeans means = new KMeans(new float[] {4, 0, 1, 2, 3, 3, 3, 3});
        assertThat(means.distinct()).isEqualTo(5);
        assertThat(means.linear(3)).containsExactly(0, 2, 4);
        assertThat(means.linear(1)).containsExactly(2);
        // Sorted: 0 1 2 3 | 3 3 3 4; the middles of the halves, and of the quarters.
        assertThat(means.density(2)).containsExactly(2, 3);
        assertThat(means.density(4)).containsExactly(1, 3, 3, 4);
        double[] random = means.random(5, new SeededUniforms(1, "x", 0));
        assertThat(random).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void randomStartIsSeeded() {
        KMeans means = new KMeans(Weights.normal(1000, 1, 3));
        double[] first = means.random(8, new SeededUniforms(1, "x", 0));
        assertThat(first).isSorted().doesNotHaveDuplicates();
        assertThat(means.random(8, new SeededUniforms(1, "x", 0))).isEqualTo(first);
        assertThat(means.random(8, new SeededUniforms(2, "x", 0))).isNotEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({"1000,2", "1000,7", "500,16", "1500,64", "300,256", "5,5"})
    void sameAsPlainLloyd(int size, int k) {
        float[] values = Weights.normal(size, 0.3, size + k);
        KMeans means = new KMeans(values);
        for (double[] start :
                new double[][] {
                    means.linear(k), means.density(k), means.random(k, new SeededUniforms(9, "", 0))
                }) {
            assertThat(means.lloyd(start)).containsExactly(plain(values, start), within(1e-9));
        }
    }

    /** Every number against every centroid. */
    private static double[] plain(float[] values, double[] start) {
        double[] centroids = start.clone();
        int[] before = new int[0];
        while (true) {
            int[] members = new int[values.length];
            for (int i = 0; i < values.length; i++) {
                for (int j = 1; j < centroids.length; j++) {
                    double best = Math.abs(values[i] - centroids[members[i]]);
                    if (Math.abs(values[i] - centroids[j]) < best) {
                        members[i] = j;
                    }
                }
            }
            for (int i = 0; i < values.length; i += 97) {
                assertThat(KMeans.nearest(centroids, values[i])).isEqualTo(members[i]);
            }
            if (Arrays.equals(members, before)) {
                return centroids;
            }
            for (int j = 0; j < centroids.length; j++) {
                double sum = 0;
                int count = 0;
                for (int i = 0; i < values.length; i++) {
                    if (members[i] == j) {
                        sum += values[i];
                        count++;
                    }
                }
                centroids[j] = count == 0 ? centroids[j] : sum / count;
            }
            before = members;
        }
    }

    @Test
    void equallyNearGoesDown() {
        assertThat(KMeans.nearest(new double[] {-1, 1}, 0)).isZero();
        assertThat(KMeans.nearest(new double[] {-1, 1}, Math.ulp(0))).isEqualTo(1);
        assertThat(KMeans.nearest(new double[] {-1, 1, 1, 2}, 9)).isEqualTo(3);
        assertThat(KMeans.nearest(new double[] {5}, 9)).isZero();
    }
}
