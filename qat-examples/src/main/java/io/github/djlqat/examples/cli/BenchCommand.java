package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.bench.BenchModel;
import io.github.djlqat.examples.bench.BinaryBench;
import io.github.djlqat.examples.bench.CostReport;
import io.github.djlqat.examples.bench.Interleaved;
import io.github.djlqat.examples.bench.KernelSets;
import io.github.djlqat.examples.bench.OperatorBench;
import io.github.djlqat.examples.bench.RuntimeBench;
import io.github.djlqat.examples.bench.SizesBench;
import io.github.djlqat.examples.bench.TrainingBench;
import io.github.djlqat.examples.output.AtomicFile;
import io.github.djlqat.examples.output.Json;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.examples.train.EngineThreads;
import io.github.djlqat.runtime.kernel.KernelProvider;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code qat bench}: how fast. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures time per image in the integer runtime, and the training step.",
            "",
            "Networks have random weights. All ways to compute one network take turns, so that a busy"
                    + " machine slows them alike; the median counts, and the range that holds the"
                    + " middle 80 %% is shown. Give a .tflite to measure that instead. The peers are"
                    + " ONNX Runtime and DJL's PyTorch engine."
        },
        footer = {
            "",
            "Examples:",
            "  qat bench",
            "  qat bench --models resnet8 --threads 1 --rounds 50 --no-training",
            "  qat bench --models resnet18-224 --kernels vector --starts 0 --no-training",
            "  qat bench model.tflite --json bench.json",
            "  qat bench --starts 0 --no-training --plot speed.svg",
            "  qat bench --binary --rounds 30",
            "  qat bench --sizes --rounds 7 --turn 20 --plot cost.svg",
            "  qat bench model.tflite --operators --kernels vector"
        })
final class BenchCommand implements CommandAction {

    @Spec private CommandSpec spec;

    @ParentCommand private QatCommand qat;

    @Parameters(paramLabel = "MODEL.tflite", arity = "0..1", description = "A model to measure.")
    private Path file;

    @Option(
            names = "--models",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Which of resnet8, resnet20, mobilenetv1-0.25-96, mobilenetv1-1.0-224,"
                            + " resnet18-224. Default: all.")
    private List<String> models;

    @Option(
            names = "--kernels",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Kernels to compare: some of reference, vector, native. Default: all, native where it"
                            + " was built, for --sizes and --operators without reference.")
    private List<String> kernels;

    @Option(
            names = "--peers",
            paramLabel = "NAME",
            split = ",",
            defaultValue =
                    "onnxruntime-int8,onnxruntime-int8-exact,onnxruntime-float32,pytorch-float32",
            description =
                    "Engines of others to compare with, or none: onnxruntime-int8 on the exported"
                            + " network, onnxruntime-int8-exact with session.x64quantprecision=1 (on"
                            + " x86 without VNNI the other saturates and is wrong),"
                            + " onnxruntime-float32 on the network exported in float,"
                            + " pytorch-float32 on DJL's block. Default: ${DEFAULT-VALUE}.")
    private List<String> peers;

    @Option(
            names = "--starts",
            paramLabel = "N",
            defaultValue = "3",
            description =
                    "Start each engine N times in a JVM of its own, and show the time to the first"
                            + " answer and the most memory held; 0 for not. Default:"
                            + " ${DEFAULT-VALUE}.")
    private int starts;

    @Option(
            names = "--threads",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2",
            description = "Numbers of threads to compare. Default: ${DEFAULT-VALUE}.")
    private List<Integer> threads;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "15",
            description = "Turns of each. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--turn",
            paramLabel = "MS",
            defaultValue = "100",
            description = "About how long a turn lasts. Default: ${DEFAULT-VALUE}.")
    private int turn;

    @Option(
            names = "--training",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Measure the training step of resnet8 and resnet20 too. Default: yes.")
    private boolean training;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "128",
            description = "Images of a training step. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--binary",
            description =
                    "Measure convolutions of bits instead, against int8 and against float32 in the"
                            + " PyTorch engine, on one thread.")
    private boolean binary;

    @Option(
            names = "--sizes",
            description =
                    "Measure single int8 convolutions instead, on one thread: 3x3, 1x1 and depthwise"
                            + " 3x3 of 8 to 224 pixels and 8 to 512 channels. Shows the time of one"
                            + " multiply-accumulate and names cliffs: sizes that cost over 1.5 times"
                            + " as much as each neighbour one step smaller, also when measured in turns with"
                            + " them. Takes some 10 minutes.")
    private boolean sizes;

    @Option(
            names = "--operators",
            description =
                    "Measure the operators of the networks, or of the MODEL.tflite, one by one"
                            + " instead, on one thread: where the time goes. Medians.")
    private boolean operators;

    @Option(
            names = "--mmacs",
            paramLabel = "N",
            defaultValue = "2000",
            description =
                    "For --sizes: leave out convolutions of more than N million"
                            + " multiply-accumulates; the largest has 118,381. Default:"
                            + " ${DEFAULT-VALUE}.")
    private int mmacs;

    @Option(
            names = "--plot",
            paramLabel = "FILE.svg",
            description =
                    "Draw the result there: each engine's speed next to ONNX Runtime int8, or to the"
                            + " first engine without it; for --sizes the time of a multiply-accumulate"
                            + " by pixels and channels.")
    private Path plot;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the numbers there too.")
    private Path json;

    @Override
    public void act() throws Exception {
        checkModes();
        qat.startLog();
        for (Path target : Arrays.asList(json, plot)) {
            if (target != null) {
                AtomicFile.checkWritable(target);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        ProgressDisplay display = ProgressDisplay.forTerminal(out);
        Interleaved turns = new Interleaved(rounds, turn * 1_000_000L);
        if (binary) {
            EngineThreads.set(1);
            BinaryBench bits = new BinaryBench(turns, display);
            bits.run();
            out.println(bits.table());
            writeJson(Map.of("binary", bits.json()));
        } else if (sizes) {
            measureSizes(turns, display, out);
        } else if (operators) {
            measureOperators(turns, display, out);
        } else {
            measureNetworks(turns, display, out);
        }
    }

    private void checkModes() {
        int ways = (file != null ? 1 : 0) + (binary ? 1 : 0) + (sizes ? 1 : 0);
        require(
                ways <= 1,
                "expected at most one of MODEL.tflite, --binary and --sizes, found " + ways);
        require(
                !operators || !binary && !sizes,
                "--operators: expected networks, found --" + (binary ? "binary" : "sizes"));
        require(
                plot == null || !binary && !operators,
                "--plot: expected networks or --sizes, found --"
                        + (binary ? "binary" : "operators"));
        require(mmacs >= 1, "--mmacs: expected at least 1, found " + mmacs);
        require(starts >= 0, "--starts: expected at least 0, found " + starts);
        if (kernels != null) {
            for (String name : kernels) {
                require(
                        KernelSets.NAMES.contains(name),
                        "--kernels: expected some of " + KernelSets.NAMES + ", found " + name);
            }
        }
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private void measureSizes(Interleaved turns, ProgressDisplay display, PrintWriter out)
            throws IOException {
        List<KernelProvider> sets = kernelSets(out);
        CostReport report = new SizesBench(turns, sets, mmacs * 1_000_000L, display).run();
        out.println("Picoseconds of a multiply-accumulate by channels, medians, one thread:");
        out.println(report.table());
        out.println();
        report.cliffs().forEach(out::println);
        writeJson(Map.of("sizes", report.json()));
        if (plot != null) {
            AtomicFile.writeString(plot, report.plot());
        }
    }

    private void measureOperators(Interleaved turns, ProgressDisplay display, PrintWriter out)
            throws Exception {
        OperatorBench bench = new OperatorBench(turns, kernelSets(out), display);
        if (file != null) {
            bench.run(file.getFileName().toString(), ModelFile.read(file));
        } else {
            for (BenchModel model : chosenModels()) {
                bench.run(model.label(), model.integerGraph());
            }
        }
        out.println(bench.table());
        writeJson(Map.of("operators", bench.json()));
    }

    /** Returns the kernels asked for; without any, the fast ones that this build has. */
    private List<KernelProvider> kernelSets(PrintWriter out) {
        List<String> names = kernelNames(out);
        if (kernels == null && names.size() > 1) {
            names.remove("reference");
        }
        return names.stream().map(KernelSets::of).toList();
    }

    /** Returns the kernels asked for; without any, those that this build and machine have. */
    private List<String> kernelNames(PrintWriter out) {
        if (kernels != null) {
            return kernels;
        }
        List<String> names = new ArrayList<>();
        for (String name : KernelSets.NAMES) {
            try {
                KernelSets.of(name);
                names.add(name);
            } catch (IllegalStateException e) {
                out.println("Left out: " + e.getMessage());
            }
        }
        return names;
    }

    private void writeJson(Map<String, Object> results) throws IOException {
        if (json != null) {
            AtomicFile.writeString(json, Json.format(results));
        }
    }

    private void measureNetworks(Interleaved turns, ProgressDisplay display, PrintWriter out)
            throws Exception {
        List<BenchModel> chosen = chosenModels();
        RuntimeBench runtime = new RuntimeBench(turns, engines(out), threads, starts, display);
        Map<String, Object> results = new LinkedHashMap<>();
        if (file != null) {
            runtime.run(file.getFileName().toString(), ModelFile.read(file));
        } else {
            for (BenchModel model : chosen) {
                runtime.run(model);
            }
        }
        out.println(runtime.table());
        results.put("runtime", runtime.json());
        if (plot != null) {
            AtomicFile.writeString(plot, runtime.plot());
        }
        if (training && file == null) {
            TrainingBench steps = new TrainingBench(turns, batch, display);
            EngineThreads.set(Runtime.getRuntime().availableProcessors());
            for (BenchModel model : chosen) {
                if (model.imageSize() == 32) {
                    steps.run(model);
                }
            }
            out.println();
            out.println(steps.table());
            results.put("training", steps.json());
        }
        writeJson(results);
    }

    private List<BenchModel> chosenModels() {
        List<BenchModel> chosen =
                BenchModel.ALL.stream()
                        .filter(m -> models == null || models.contains(m.label()))
                        .toList();
        if (chosen.isEmpty() || models != null && chosen.size() < models.size()) {
            throw new IllegalArgumentException(
                    "--models: expected some of "
                            + BenchModel.ALL.stream().map(BenchModel::label).toList()
                            + ", found "
                            + models);
        }
        return chosen;
    }

    private List<String> engines(PrintWriter out) {
        List<String> engines = new ArrayList<>(kernelNames(out));
        if (!peers.equals(List.of("none"))) {
            for (String peer : peers) {
                require(
                        RuntimeBench.peers().contains(peer),
                        "--peers: expected none or some of "
                                + RuntimeBench.peers()
                                + ", found "
                                + peer);
                engines.add(peer);
            }
        }
        return engines;
    }
}
