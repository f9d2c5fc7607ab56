package io.github.djlqat.examples.cli;

import io.github.djlqat.examples.bench.BenchModel;
import io.github.djlqat.examples.bench.BinaryBench;
import io.github.djlqat.examples.bench.Interleaved;
import io.github.djlqat.examples.bench.RuntimeBench;
import io.github.djlqat.examples.bench.TrainingBench;
import io.github.djlqat.examples.output.AtomicFile;
import io.github.djlqat.examples.output.Json;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.examples.train.EngineThreads;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
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
            "  qat bench --binary --rounds 30"
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
            defaultValue = "reference,vector",
            description = "Kernels to compare. Default: ${DEFAULT-VALUE}.")
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

    @Option(names = "--json", paramLabel = "FILE", description = "Write the numbers there too.")
    private Path json;

    @Override
    public void act() throws Exception {
        qat.startLog();
        if (json != null) {
            AtomicFile.checkWritable(json);
        }
        PrintWriter out = spec.commandLine().getOut();
        ProgressDisplay display = ProgressDisplay.forTerminal(out);
        Interleaved turns = new Interleaved(rounds, turn * 1_000_000L);
        if (binary) {
            EngineThreads.set(1);
            BinaryBench bits = new BinaryBench(turns, display);
            bits.run();
            out.println(bits.table());
            if (json != null) {
                AtomicFile.writeString(json, Json.format(Map.of("binary", bits.json())));
            }
            return;
        }
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
        RuntimeBench runtime = new RuntimeBench(turns, engines(), threads, starts, display);
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
        if (json != null) {
            AtomicFile.writeString(json, Json.format(results));
        }
    }

    private List<String> engines() {
        if (starts < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--starts: expected at least 0, found " + starts);
        }
        List<String> engines = new ArrayList<>(kernels);
        if (!peers.equals(List.of("none"))) {
            for (String peer : peers) {
                if (!RuntimeBench.peers().contains(peer)) {
                    throw new ParameterException(
                            spec.commandLine(),
                            "--peers: expected none or some of "
                                    + RuntimeBench.peers()
                                    + ", found "
                                    + peer);
                }
                engines.add(peer);
            }
        }
        return engines;
    }
}
