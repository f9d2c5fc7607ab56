package io.github.djlqat.quant.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class GridTest {

    @Test
    void zeroIsExactlyRepresentableInEveryGrid() {
        long seed = 20260101;
        Random random = new Random(seed);
        for (int i = 0; i < 20000; i++) {
            double size = Math.pow(10, random.nextInt(60) - 30);
            float a = (float) (random.nextGaussian() * size);
            float b = random.nextInt(10) == 0 ? a : (float) (random.nextGaussian() * size);
            Range range = new Range(Math.min(a, b), Math.max(a, b));
            int bits = 2 + random.nextInt(7);
            Grid affine = Grid.affine(range, 127 - ((1 << bits) - 1), 127);
            Grid symmetric = Grid.symmetric(range, -(1 << (bits - 1)) + 1, (1 << (bits - 1)) - 1);
            for (Grid grid : new Grid[] {affine, symmetric}) {
                String what = "seed " + seed + " round " + i + " " + range + " " + grid;
                assertThat(grid.dequantize(grid.zeroPoint())).as(what).isEqualTo(0f);
                assertThat(grid.quantize(0f)).as(what).isEqualTo(grid.zeroPoint());
                assertThat(Float.isFinite(grid.scale()) && grid.scale() > 0).as(what).isTrue();
                // the ends lie within half a step of the grid's, which moved by the nudge
                float slack = grid.scale() * 0.501f;
                assertThat(grid.range().min()).as(what).isLessThanOrEqualTo(range.min() + slack);
                assertThat(grid.range().max()).as(what).isGreaterThanOrEqualTo(range.max() - slack);
            }
        }
    }

    @Test
    void knownNumbers() {
        assertThat(Grid.affine(new Range(0, 2.55f), -128, 127))
                .isEqualTo(new Grid(0.01f, -128, -128, 127));
        assertThat(Grid.affine(new Range(-1.28f, 1.27f), -128, 127).zeroPoint()).isEqualTo(0);
        assertThat(Grid.affine(new Range(5, 5), -128, 127).zeroPoint()).isEqualTo(-128);
        assertThat(Grid.affine(new Range(-5, -5), -128, 127).zeroPoint()).isEqualTo(127);
        assertThat(Grid.symmetric(new Range(-1.27f, 0.5f), -127, 127).scale()).isEqualTo(0.01f);
        assertThat(Grid.affine(new Range(0, 0), -128, 127).scale()).isEqualTo(Grid.MIN_SCALE);
    }

    @Test
    void tiesRoundToEvenAndTheEndsClamp() {
        Grid grid = new Grid(0.5f, 3, -128, 127);
        assertThat(grid.quantize(0.25f)).isEqualTo(3);
        assertThat(grid.quantize(0.75f)).isEqualTo(5);
        assertThat(grid.quantize(-0.25f)).isEqualTo(3);
        assertThat(grid.quantize(-0.75f)).isEqualTo(1);
        assertThat(grid.quantize(1e30f)).isEqualTo(127);
        assertThat(grid.quantize(-1e30f)).isEqualTo(-128);
    }

    @Test
    void badNumbersAreRefused() {
        assertThatThrownBy(() -> new Range(0, Float.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> new Range(1, 0)).isInstanceOf(IllegalArgumentException.class);
        for (float scale : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new Grid(scale, 0, -128, 127))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("scale");
        }
        assertThatThrownBy(() -> new Grid(1, 128, -128, 127))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 128");
    }
}
