package io.github.djlqat.examples.bench;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The most that kernels out of the Vector API could reach on some threads: products of 16 bits,
 * added in pairs and widened, that stay in registers, with no loads and no codes to make. Its
 * instructions have no products of bytes that add up in 32 bits. A program of its own: in one JVM
 * with the kernels it would change what the compiler makes of them.
 */
public final class VectorCeiling {

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;
    private static final int L = INTS.length();
    private static final int CHAINS = 3;
    private static final int STEPS = 250;

    private static final int TURNS = 1_000;

    /** Runs of a turn: many short ones, for the compiler replaces what it compiled between runs. */
    private static final int RUNS = 100;

    private final int[] sums = new int[2 * CHAINS * L];
    private final short[] factors = new short[(CHAINS + 2) * 2 * L];

    private VectorCeiling() {}

    /**
     * {@code VectorCeiling THREADS} prints the multiply-accumulates in a nanosecond of as many
     * threads at once, of the median turn of each one's last half.
     */
    public static void main(String[] args) throws InterruptedException, ExecutionException {
        int threads = Integer.parseInt(args[0]);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        Callable<Double> one = VectorCeiling::perNanosecond;
        double sum = 0;
        for (Future<Double> rate : pool.invokeAll(Collections.nCopies(threads, one))) {
            sum += rate.get();
        }
        pool.shutdown();
        System.out.println(ChildJvm.READY + sum);
        System.out.flush();
    }

    private static double perNanosecond() {
        VectorCeiling ceiling = new VectorCeiling();
        double[] times = new double[TURNS / 2];
        for (int turn = 0; turn < TURNS; turn++) {
            long start = System.nanoTime();
            for (int run = 0; run < RUNS; run++) {
                ceiling.run();
            }
            times[turn % times.length] = System.nanoTime() - start;
        }
        double macs = (double) RUNS * STEPS * CHAINS * 4 * L;
        return macs / Timing.of(times).median();
    }

    /** Takes three chains of factors, two products a step: as many as registers hold. */
    private void run() {
        Arrays.fill(factors, (short) 3);
        ShortVector v = factor(CHAINS);
        ShortVector w = factor(CHAINS + 1);
        IntVector sign = IntVector.broadcast(INTS, 0x8000);
        ShortVector p0 = factor(0);
        ShortVector p1 = factor(1);
        ShortVector p2 = factor(2);
        IntVector h0 = sum(0);
        IntVector l0 = sum(1);
        IntVector h1 = sum(2);
        IntVector l1 = sum(3);
        IntVector h2 = sum(4);
        IntVector l2 = sum(5);
        for (int i = 0; i < STEPS; i++) {
            p0 = p0.mul(v).add(p0.mul(w));
            p1 = p1.mul(v).add(p1.mul(w));
            p2 = p2.mul(v).add(p2.mul(w));
            IntVector t = p0.reinterpretAsInts();
            h0 = h0.add(t.lanewise(ASHR, Short.SIZE));
            l0 = l0.add(t.lanewise(XOR, sign));
            t = p1.reinterpretAsInts();
            h1 = h1.add(t.lanewise(ASHR, Short.SIZE));
            l1 = l1.add(t.lanewise(XOR, sign));
            t = p2.reinterpretAsInts();
            h2 = h2.add(t.lanewise(ASHR, Short.SIZE));
            l2 = l2.add(t.lanewise(XOR, sign));
        }
        h0.add(h1).add(h2).add(l0).add(l1).add(l2).intoArray(sums, 0);
    }

    private ShortVector factor(int index) {
        return ShortVector.fromArray(SHORTS, factors, index * 2 * L);
    }

    private IntVector sum(int index) {
        return IntVector.fromArray(INTS, sums, index * L);
    }
}
