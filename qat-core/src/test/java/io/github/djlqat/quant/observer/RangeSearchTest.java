package io.github.djlqat.quant.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RangeSearchTest {

    private static final Function<Range, Grid> FOUR_BITS = r -> Grid.affine(r, 112, 127);
    private static final Function<Range, Grid> EIGHT_BITS = r -> Grid.affine(r, -128, 127);

    @Test
    void percentileEqualsThatOfTheSortedValues() {
        float[] values = gaussian(5, 20000);
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        Histogram histogram = histogram(values);
        for (double percentile : new double[] {99.9, 99, 90, 60}) {
            Range range = RangeSearch.percentile(histogram, percentile);
            int tail = (int) (20000 * (1 - percentile / 100));
            assertThat(range.min()).isCloseTo(sorted[tail], within(2 * (float) histogram.width()));
            assertThat(range.max())
                    .isCloseTo(sorted[19999 - tail], within(2 * (float) histogram.width()));
        }
        assertThat(RangeSearch.percentile(histogram, 100))
                .isEqualTo(new Range(sorted[0], sorted[19999]));
    }

    @Test
    void leastSquaresBeatsTheFullRangeOnTheValuesThemselves() {
        float[] values = gaussian(6, 20000);
        values[0] = 12;
        Range full = histogram(values).range();
        Range found = RangeSearch.leastSquares(histogram(values), FOUR_BITS);
        double least = error(values, FOUR_BITS.apply(found));
        assertThat(least).isLessThan(0.7 * error(values, FOUR_BITS.apply(full)));
        for (int i = 1; i <= 20; i++) {
            Grid shrunk = FOUR_BITS.apply(full.times(i / 20.0));
            assertThat(least).isLessThan(error(values, shrunk) * 1.01);
        }
    }

    @Test
    void leastSquaresKeepsARangeThatIsAllGridPoints() {
        float[] values = new float[1600];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 16;
        }
        Range range = RangeSearch.leastSquares(histogram(values), FOUR_BITS);
        assertThat(range.max()).isCloseTo(15, within(0.3f));
    }

    @Test
    void entropyCutsAFarOutlierAndKeepsAUniformRange() {
        float[] uniform = new float[50000];
        Random random = new Random(8);
        for (int i = 0; i < uniform.length; i++) {
            uniform[i] = random.nextFloat() * 2 - 1;
        }
        assertThat(RangeSearch.entropy(histogram(uniform), EIGHT_BITS).max()).isGreaterThan(0.97f);
        float[] tailed = gaussian(9, 50000);
        tailed[0] = 60;
        Range cut = RangeSearch.entropy(histogram(tailed), EIGHT_BITS);
        assertThat(cut.max()).isBetween(2f, 30f);
        assertThat(cut.min()).isLessThan(-2f);
    }

    @Test
    void everySearchCopesWithOneValue() {
        for (float value : new float[] {0, 3, -2}) {
            Histogram histogram = histogram(new float[] {value, value});
            for (Range range :
                    new Range[] {
                        RangeSearch.percentile(histogram, 99),
                        RangeSearch.leastSquares(histogram, EIGHT_BITS),
                        RangeSearch.entropy(histogram, EIGHT_BITS)
                    }) {
                Grid grid = EIGHT_BITS.apply(range);
                assertThat(grid.dequantize(grid.quantize(value)))
                        .isCloseTo(value, within(0.02f * Math.abs(value) + 1e-6f));
            }
        }
    }

    private static double error(float[] values, Grid grid) {
        double sum = 0;
        for (float x : values) {
            double d = x - grid.dequantize(grid.quantize(x));
            sum += d * d;
        }
        return sum;
    }

    private static Histogram histogram(float[] values) {
        Histogram histogram = new Histogram(2048);
        histogram.add(values);
        return histogram;
    }

    private static float[] gaussian(long seed, int n) {
        Random random = new Random(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
