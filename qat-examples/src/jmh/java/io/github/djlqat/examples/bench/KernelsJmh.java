package io.github.djlqat.examples.bench;

import io.github.djlqat.runtime.kernel.KernelProvider;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Single int8 kernels by JMH, on one thread, each set of kernels in JVMs of its own:
 *
 * <pre>
 * mvn -q -Pjmh -pl qat-examples -am process-test-classes \
 *     -Djmh.args="KernelsJmh.convolution3x3 -p kernels=vector,native -p size=28x128"
 * </pre>
 *
 * <p>Without {@code jmh.args} everything runs. Ratios among kernels are better taken from {@code
 * qat bench}, where they take turns; JMH is for changes of one kernel, with its profilers ({@code
 * -prof perfasm}).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class KernelsJmh {

    private static final int SEED = 1;

    /** Which kernels. */
    @Param({"reference", "vector", "native"})
    public String kernels = "reference";

    /** Pixels (height and width) x channels; a fully connected layer has the channels only. */
    @Param({"56x64", "28x128", "14x256", "8x512"})
    public String size = "28x128";

    private Runnable convolution3x3;
    private Runnable convolution1x1;
    private Runnable depthwise3x3;
    private Runnable fullyConnected;
    private Runnable add;

    /** Prepares every layer of the size. */
    @Setup
    public void prepare() {
        String[] sides = size.split("x", -1);
        if (sides.length != 2) {
            throw new IllegalArgumentException(
                    "size: expected PIXELSxCHANNELS, found '" + size + "'");
        }
        int pixels = Integer.parseInt(sides[0]);
        int channels = Integer.parseInt(sides[1]);
        int values = pixels * pixels * channels;
        byte[] arena = new byte[3 * values];
        new Random(SEED).nextBytes(arena);
        KernelProvider provider = KernelSets.of(kernels);
        Layers layers = new Layers(SEED);
        convolution3x3 =
                SizesBench.work(provider.conv2d(layers.convolution(3, pixels, channels)), arena);
        convolution1x1 =
                SizesBench.work(provider.conv2d(layers.convolution(1, pixels, channels)), arena);
        depthwise3x3 =
                SizesBench.work(
                        provider.depthwiseConv2d(layers.depthwise(3, pixels, channels)), arena);
        fullyConnected =
                SizesBench.work(
                        provider.fullyConnected(layers.fullyConnected(channels, channels)), arena);
        add = SizesBench.work(provider.add(layers.add(values)), arena);
    }

    /** A convolution of 3x3, stride 1, SAME. */
    @Benchmark
    public void convolution3x3() {
        convolution3x3.run();
    }

    /** A convolution of 1x1. */
    @Benchmark
    public void convolution1x1() {
        convolution1x1.run();
    }

    /** A depthwise convolution of 3x3, stride 1, SAME. */
    @Benchmark
    public void depthwise3x3() {
        depthwise3x3.run();
    }

    /** A fully connected layer of as many outputs as inputs, one input row. */
    @Benchmark
    public void fullyConnected() {
        fullyConnected.run();
    }

    /** The sum of two images. */
    @Benchmark
    public void add() {
        add.run();
    }
}
