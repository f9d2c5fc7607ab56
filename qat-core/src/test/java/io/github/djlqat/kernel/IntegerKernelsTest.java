package io.github.djlqat.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tensor rounding against arithmetic written from its definition. */
class IntegerKernelsTest {

    /** Rounds {@code n / 2^shift} half up, by arbitrary precision. */
    private static long halfUp(BigInteger n, int shift) {
        return n.add(BigInteger.ONE.shiftLeft(shift - 1)).shiftRight(shift).longValueExact();
    }

    private static long expected(long x, int m, int shift, RoundingMode mode) {
        BigInteger product = BigInteger.valueOf(x).multiply(BigInteger.valueOf(m));
        if (mode == RoundingMode.SINGLE) {
            return halfUp(product, 31 - shift);
        }
        long high = halfUp(product.shiftLeft(Math.max(shift, 0)), 31);
        int right = Math.max(-shift, 0);
        // half away from zero
        return right == 0
                ? high
                : Long.signum(high) * halfUp(BigInteger.valueOf(Math.abs(high)), right);
    }

    @Test
    void multiplicationEqualsItsDefinition() {
        Random random = new Random(21);
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            Shape shape = new Shape(4, 33, 3, 5);
            int[] m = new int[33];
            int[] shifts = new int[33];
            for (int c = 0; c < 33; c++) {
                m[c] = c == 0 ? 0 : (1 << 30) + random.nextInt(1 << 30);
                shifts[c] = c == 1 ? -31 : c == 2 ? 6 : random.nextInt(20) - 16;
            }
            m[3] = Integer.MAX_VALUE;
            m[4] = 1 << 30;
            shifts[4] = -4;
            long[] x = new long[(int) shape.size()];
            for (int i = 0; i < x.length; i++) {
                int c = i / 15 % 33;
                int bits = 1 + random.nextInt(31 - Math.max(0, shifts[c]));
                x[i] = random.nextLong() >> (64 - bits);
            }
            NDArray input = manager.create(x, shape);
            for (RoundingMode mode : RoundingMode.values()) {
                NDArray y = IntegerKernels.multiply(input, m, shifts, 1, mode);
                NDArray plain = IntegerKernels.multiplyInJava(input, m, shifts, 1, mode);
                assertThat(y.getShape()).isEqualTo(shape);
                long[] fused = y.toLongArray();
                long[] java = plain.toLongArray();
                for (int i = 0; i < x.length; i++) {
                    int c = i / 15 % 33;
                    long want = expected(x[i], m[c], shifts[c], mode);
                    String what = mode + " " + x[i] + " * " + m[c] + " shift " + shifts[c];
                    assertThat(fused[i]).as(what).isEqualTo(want);
                    assertThat(java[i]).as(what).isEqualTo(want);
                }
                float[] codes =
                        IntegerKernels.requantize(input, m, shifts, 1, mode, 7, -128, 100)
                                .toFloatArray();
                for (int i = 0; i < x.length; i++) {
                    assertThat(codes[i])
                            .isEqualTo((float) Math.max(-128, Math.min(100, fused[i] + 7)));
                }
            }
        }
    }

    @Test
    void additionFollowsTheRule() {
        Random random = new Random(22);
        IntegerKernels.Term first = new IntegerKernels.Term(-5, 1518500250, -1);
        IntegerKernels.Term second = new IntegerKernels.Term(9, 1 << 30, 0);
        IntegerKernels.Term output = new IntegerKernels.Term(3, 1932735283, -18);
        float[] a = new float[4000];
        float[] b = new float[4000];
        for (int i = 0; i < a.length; i++) {
            a[i] = random.nextInt(256) - 128;
            b[i] = random.nextInt(256) - 128;
        }
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            for (RoundingMode mode : RoundingMode.values()) {
                float[] codes =
                        IntegerKernels.add(
                                        manager.create(a),
                                        first,
                                        manager.create(b),
                                        second,
                                        output,
                                        mode,
                                        -128,
                                        127)
                                .toFloatArray();
                for (int i = 0; i < a.length; i++) {
                    long left = expected(((long) a[i] + 5) << 20, 1518500250, -1, mode);
                    long right = expected(((long) b[i] - 9) << 20, 1 << 30, 0, mode);
                    long sum = expected(left + right, 1932735283, -18, mode) + 3;
                    assertThat(codes[i]).isEqualTo((float) Math.max(-128, Math.min(127, sum)));
                }
            }
        }
    }

    @Test
    void averagesRoundHalfAwayFromZero() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            for (int n : new int[] {1, 2, 3, 4, 9, 49, 64}) {
                int[] sums = new int[2001];
                for (int i = 0; i < sums.length; i++) {
                    sums[i] = i - 1000;
                }
                float[] codes =
                        IntegerKernels.averagePool(
                                        manager.create(sums).toType(DataType.FLOAT32, false),
                                        manager.create(new int[] {n}),
                                        -128,
                                        127)
                                .toFloatArray();
                for (int i = 0; i < sums.length; i++) {
                    int acc = sums[i];
                    int want = acc > 0 ? (acc + n / 2) / n : (acc - n / 2) / n;
                    assertThat(codes[i] + 0f)
                            .as("%d / %d", acc, n)
                            .isEqualTo((float) Math.max(-128, Math.min(127, want)));
                }
            }
        }
    }

    @Test
    void countsMustAgree() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray x = manager.ones(new Shape(2, 3));
            assertThatThrownBy(
                            () ->
                                    IntegerKernels.multiply(
                                            x, new int[2], new int[2], 1, RoundingMode.DOUBLE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected 3 multipliers");
        }
    }
}
