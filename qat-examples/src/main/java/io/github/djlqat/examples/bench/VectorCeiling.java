package io.github.djlqat.examples.bench;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The most that kernels out of the Vector API could reach on a thread: multiplications and
 * additions of 32-bit lanes that stay in registers, with no loads and no codes to make. Its
 * instructions have no products of bytes. A program of its own: in one JVM with the kernels it
 * would change what the compiler makes of them.
 */
public final class VectorCeiling {

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int CHAINS = 8;
    private static final int STEPS = 250;

    private static final int TURNS = 1_000;

    /** Runs of a turn: many short ones, for the compiler replaces what it compiled between runs. */
    private static final int RUNS = 100;

    private final int[] numbers = new int[(CHAINS + 2) * INTS.length()];

    private VectorCeiling() {}

    /** Prints the multiply-accumulates in a nanosecond, of the median turn of the last half. */
    public static void main(String[] args) {
        VectorCeiling ceiling = new VectorCeiling();
        double[] times = new double[TURNS / 2];
        for (int turn = 0; turn < TURNS; turn++) {
            long start = System.nanoTime();
            for (int run = 0; run < RUNS; run++) {
                ceiling.run();
            }
            times[turn % times.length] = System.nanoTime() - start;
        }
        double macs = (double) RUNS * STEPS * CHAINS * INTS.length();
        System.out.println(ChildJvm.READY + macs / Timing.of(times).median());
        System.out.flush();
    }

    /** Grows eight chains {@code a = a * m + b}, enough to hide how long one product takes. */
    private void run() {
        numbers[CHAINS * INTS.length()] = 3;
        IntVector m = load(CHAINS);
        IntVector b = load(CHAINS + 1);
        IntVector a0 = load(0);
        IntVector a1 = load(1);
        IntVector a2 = load(2);
        IntVector a3 = load(3);
        IntVector a4 = load(4);
        IntVector a5 = load(5);
        IntVector a6 = load(6);
        IntVector a7 = load(7);
        for (int i = 0; i < STEPS; i++) {
            a0 = a0.mul(m).add(b);
            a1 = a1.mul(m).add(b);
            a2 = a2.mul(m).add(b);
            a3 = a3.mul(m).add(b);
            a4 = a4.mul(m).add(b);
            a5 = a5.mul(m).add(b);
            a6 = a6.mul(m).add(b);
            a7 = a7.mul(m).add(b);
        }
        a0.add(a1).add(a2).add(a3).add(a4).add(a5).add(a6).add(a7).intoArray(numbers, 0);
    }

    private IntVector load(int index) {
        return IntVector.fromArray(INTS, numbers, index * INTS.length());
    }
}
