package io.github.djlqat.runtime.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Fixed point against numbers of any size; its functions against the JDK's. */
class FixedPointTest {

    private static final int[] EDGES = {
        0, 1, -1, 2, -2, 3, 1 << 30, -(1 << 30), Integer.MAX_VALUE, Integer.MIN_VALUE, 0x3fffffff
    };

    private static int draw(Random random) {
        return random.nextInt(4) == 0
                ? EDGES[random.nextInt(EDGES.length)]
                : random.nextInt() >> random.nextInt(31);
    }

    @Test
    void highMultiplicationRoundsTiesUpAndSaturates() {
        Random random = new Random(1);
        for (int i = 0; i < 20000; i++) {
            int a = draw(random);
            int b = draw(random);
            BigInteger expected =
                    BigInteger.valueOf(a)
                            .multiply(BigInteger.valueOf(b))
                            .add(BigInteger.ONE.shiftLeft(30))
                            .shiftRight(31)
                            .min(BigInteger.valueOf(Integer.MAX_VALUE));
            assertThat(FixedPoint.saturatingRoundingDoublingHighMul(a, b))
                    .as(a + " * " + b)
                    .isEqualTo(expected.intValueExact());
        }
    }

    @Test
    void divisionByAPowerOfTwoRoundsTiesAwayFromZero() {
        Random random = new Random(2);
        for (int i = 0; i < 20000; i++) {
            int x = draw(random);
            int exponent = random.nextInt(32);
            int expected =
                    BigDecimal.valueOf(x)
                            .divide(BigDecimal.valueOf(2).pow(exponent))
                            .setScale(0, java.math.RoundingMode.HALF_UP)
                            .intValueExact();
            assertThat(FixedPoint.roundingDivideByPowerOfTwo(x, exponent))
                    .as(x + " / 2^" + exponent)
                    .isEqualTo(expected);
        }
    }

    @Test
    void theTwoRoundingsDifferWhereTheyShould() {
        // A half of -1 and no shift: a tie, up in both.
        assertThat(FixedPoint.multiplyRoundingTwice(-1, 1 << 30, 0)).isZero();
        assertThat(FixedPoint.multiplyRoundingOnce(-1, 1 << 30, 0)).isZero();
        // A quarter of 1: rounded twice 0.5 up to 1, then 0.5 up to 1; rounded once 0.25 to 0.
        assertThat(FixedPoint.multiplyRoundingTwice(1, 1 << 30, -1)).isEqualTo(1);
        assertThat(FixedPoint.multiplyRoundingOnce(1, 1 << 30, -1)).isZero();
    }

    @Test
    void functionsAreCloseToTheRealOnes() {
        Random random = new Random(3);
        double q0 = Math.scalb(1.0, 31);
        for (int i = 0; i < 20000; i++) {
            int draw = draw(random);
            int x = draw == Integer.MIN_VALUE ? 0 : draw;
            double inQ4 = Math.scalb((double) x, -27);
            assertThat(FixedFunctions.logistic(x, 4) / q0)
                    .as("logistic " + x)
                    .isCloseTo(1 / (1 + Math.exp(-inQ4)), within(1e-6));
            assertThat(FixedFunctions.tanh(x, 4) / q0)
                    .as("tanh " + x)
                    .isCloseTo(Math.tanh(inQ4), within(1e-6));
            int negative = x > 0 ? -x : x;
            assertThat(FixedFunctions.expOnNegativeValues(negative, 5) / q0)
                    .as("exp " + negative)
                    .isCloseTo(Math.exp(Math.scalb((double) negative, -26)), within(1e-6));
        }
    }

    @Test
    void reciprocalOfASum() {
        for (int sum = 1 << 19; sum < 1 << 29; sum += 1234567) {
            int bits = FixedFunctions.bitsOverUnit(sum, 12);
            double real = Math.scalb((double) sum, -19);
            double found = Math.scalb((double) FixedFunctions.reciprocal(sum), -31 - bits);
            assertThat(found).as("1 / " + real).isCloseTo(1 / real, within(1e-7));
        }
    }
}
