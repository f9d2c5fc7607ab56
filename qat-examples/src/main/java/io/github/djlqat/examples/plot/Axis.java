package io.github.djlqat.examples.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers along a line.
 *
 * @param low the number at its start
 * @param high the number at its end, above {@code low}
 * @param logarithmic whether equal ratios, not equal differences, take equal room; then {@code low}
 *     is above 0
 */
record Axis(double low, double high, boolean logarithmic) {

    Axis {
        if (!(low < high) || Double.isInfinite(high - low) || logarithmic && low <= 0) {
            throw new IllegalArgumentException(
                    "axis: expected a range"
                            + (logarithmic ? " above 0" : "")
                            + ", found "
                            + low
                            + " to "
                            + high);
        }
    }

    /** Returns an axis from 0 to a tick at or above {@code most}, which is above 0. */
    static Axis upTo(double most) {
        double step = step(most);
        return new Axis(0, step * Math.ceil(most / step * (1 - 1e-9)), false);
    }

    /** Returns a logarithmic axis over all of some numbers above 0, with a little room beyond. */
    static Axis over(List<Double> numbers) {
        double low = numbers.stream().mapToDouble(v -> v).min().orElse(1);
        double high = numbers.stream().mapToDouble(v -> v).max().orElse(1);
        return new Axis(low / 1.15, high * 1.15, true);
    }

    /** Returns where a number lies: 0 at the start, 1 at the end. */
    double share(double number) {
        return logarithmic
                ? Math.log(number / low) / Math.log(high / low)
                : (number - low) / (high - low);
    }

    /** Returns the numbers to name: 1, 2 and 5 times powers of ten, or multiples of such. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            for (int power = (int) Math.floor(Math.log10(low));
                    power <= Math.log10(high);
                    power++) {
                for (int digit : new int[] {1, 2, 5}) {
                    double tick = digit * Math.pow(10, power);
                    if (tick >= low && tick <= high) {
                        ticks.add(tick);
                    }
                }
            }
        } else {
            double step = step(high - low);
            for (long i = (long) Math.ceil(low / step); i * step <= high * (1 + 1e-9); i++) {
                ticks.add(i * step);
            }
        }
        return ticks;
    }

    /** Returns a step of 1, 2 or 5 times a power of ten that fits some 5 to 12 times. */
    private static double step(double range) {
        double power = Math.pow(10, Math.floor(Math.log10(range)));
        double digits = range / power;
        return power * (digits < 2 ? 0.2 : digits < 5 ? 0.5 : 1);
    }

    /** Returns a number in as few digits as it needs, 4 at most, without an exponent. */
    static String label(double number) {
        BigDecimal rounded = new BigDecimal(number).round(new MathContext(4)).stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }
}
