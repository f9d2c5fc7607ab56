package io.github.djlqat.examples.bench;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The most that kernels out of the Vector API could reach on a thread: multiplications and
 * additions of 32-bit lanes that stay in registers, with no loads and no codes to make. Its
 * instructions have no products of bytes.
 */
final class VectorCeiling implements Runnable {

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int CHAINS = 12;
    private static final int STEPS = 10_000;

    /** Of a run. */
    static final double MULTIPLY_ACCUMULATES = (double) STEPS * CHAINS * INTS.length();

    private final int[] numbers = new int[(CHAINS + 2) * INTS.length()];

    /** Grows twelve chains {@code a = a * m + b}, enough to hide how long one product takes. */
    @Override
    public void run() {
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
        IntVector a8 = load(8);
        IntVector a9 = load(9);
        IntVector a10 = load(10);
        IntVector a11 = load(11);
        for (int i = 0; i < STEPS; i++) {
            a0 = a0.mul(m).add(b);
            a1 = a1.mul(m).add(b);
            a2 = a2.mul(m).add(b);
            a3 = a3.mul(m).add(b);
            a4 = a4.mul(m).add(b);
            a5 = a5.mul(m).add(b);
            a6 = a6.mul(m).add(b);
            a7 = a7.mul(m).add(b);
            a8 = a8.mul(m).add(b);
            a9 = a9.mul(m).add(b);
            a10 = a10.mul(m).add(b);
            a11 = a11.mul(m).add(b);
        }
        IntVector all = a0.add(a1).add(a2).add(a3).add(a4).add(a5);
        all.add(a6).add(a7).add(a8).add(a9).add(a10).add(a11).intoArray(numbers, 0);
    }

    private IntVector load(int index) {
        return IntVector.fromArray(INTS, numbers, index * INTS.length());
    }
}
