package io.github.djlqat.examples.bench;

import io.github.djlqat.examples.bench.CostCurve.Size;
import io.github.djlqat.examples.progress.Progress;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.runtime.kernel.Kernel;
import io.github.djlqat.runtime.kernel.KernelProvider;
import io.github.djlqat.runtime.kernel.Scratch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Time of one int8 convolution by size, kind and kernels, on one thread: images of 8 to 224 pixels,
 * 8 to 512 channels in and out, 3x3, 1x1 and depthwise 3x3, stride 1, SAME. For each size the sets
 * of kernels take turns.
 */
public final class SizesBench {

    private static final int SEED = 1;

    /** How often what looks like a cliff is measured again. */
    private static final int LOOKS = 3;

    private final Interleaved measure;
    private final List<KernelProvider> kernels;
    private final long mostMacs;
    private final ProgressDisplay display;

    /** One convolution. */
    private record Cell(LayerKind kind, int pixels, int channels) {
        @Override
        public String toString() {
            return kind.label() + ", " + pixels + " pixels, " + channels + " channels";
        }
    }

    /**
     * Prepares the benchmark.
     *
     * @param kernels what to compare, at least one
     * @param mostMacs larger convolutions are left out
     */
    public SizesBench(
            Interleaved measure,
            List<KernelProvider> kernels,
            long mostMacs,
            ProgressDisplay display) {
        this.measure = measure;
        this.kernels = List.copyOf(kernels);
        this.mostMacs = mostMacs;
        this.display = display;
    }

    private static List<Cell> cells(LayerKind kind, long mostMacs) {
        List<Cell> cells = new ArrayList<>();
        for (int pixels : CostCurve.PIXELS) {
            for (int channels : CostCurve.CHANNELS) {
                if (kind.macs(pixels, channels) <= mostMacs) {
                    cells.add(new Cell(kind, pixels, channels));
                }
            }
        }
        return cells;
    }

    /**
     * Measures all sizes. Goes over them twice, and times them the second time: the JVM's compiler
     * is then done with what any size makes of a kernel. What looks like a cliff is measured again,
     * in turns with its neighbours, so that other work on the machine makes none.
     */
    public CostReport run() {
        List<Cell> all = new ArrayList<>();
        List<CostCurve> curves = new ArrayList<>();
        for (LayerKind kind : LayerKind.values()) {
            all.addAll(cells(kind, mostMacs));
            kernels.forEach(k -> curves.add(new CostCurve(kind, k.name())));
        }
        long done = 0;
        try (Progress progress = display.start("sizes", Math.max(1, 2 * all.size()), " sizes")) {
            for (Cell cell : all) {
                progress.update(done++, "warm-up: " + cell);
                measure.warmUp(works(cell));
            }
            for (Cell cell : all) {
                progress.update(done++, cell.toString());
                List<Timing> timings =
                        measure.measure(cell.toString(), ProgressDisplay.silent(), works(cell));
                for (int k = 0; k < kernels.size(); k++) {
                    curves.get(cell.kind().ordinal() * kernels.size() + k)
                            .add(cell.pixels(), cell.channels(), timings.get(k));
                }
            }
            progress.update(done, "");
        }
        for (int look = 0; look < LOOKS; look++) {
            for (int i = 0; i < curves.size(); i++) {
                lookAgain(curves.get(i), kernels.get(i % kernels.size()));
            }
        }
        return new CostReport(curves, kernels.size());
    }

    /** Measures each cliff of a curve again, in turns with its smaller neighbours. */
    private void lookAgain(CostCurve curve, KernelProvider provider) {
        for (Size cliff : curve.cliffs()) {
            List<Size> sizes = new ArrayList<>(curve.smaller(cliff));
            sizes.add(cliff);
            List<Runnable> works = new ArrayList<>();
            for (Size size : sizes) {
                Cell cell = new Cell(curve.kind(), size.pixels(), size.channels());
                works.add(work(cell, provider, arena(cell)));
            }
            Cell cell = new Cell(curve.kind(), cliff.pixels(), cliff.channels());
            List<Timing> timings = measure.measure(provider.name() + ", " + cell, display, works);
            for (int i = 0; i < sizes.size(); i++) {
                curve.add(sizes.get(i).pixels(), sizes.get(i).channels(), timings.get(i));
            }
        }
    }

    private List<Runnable> works(Cell cell) {
        byte[] arena = arena(cell);
        return kernels.stream().map(k -> work(cell, k, arena)).toList();
    }

    private static byte[] arena(Cell cell) {
        byte[] arena = new byte[2 * cell.pixels() * cell.pixels() * cell.channels()];
        new Random(SEED).nextBytes(arena);
        return arena;
    }

    private static Runnable work(Cell cell, KernelProvider provider, byte[] arena) {
        Layers layers = new Layers(SEED);
        return work(cell.kind().prepare(provider, layers, cell.pixels(), cell.channels()), arena);
    }

    /** Returns a call of all of a kernel's units, on the calling thread. */
    static Runnable work(Kernel kernel, byte[] arena) {
        Scratch scratch = Scratch.ofSize(kernel.scratchBytes(), kernel.scratchInts());
        int units = kernel.units();
        return () -> kernel.run(arena, 0, units, scratch);
    }
}
