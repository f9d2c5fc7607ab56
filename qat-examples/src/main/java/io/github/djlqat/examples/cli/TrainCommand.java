package io.github.djlqat.examples.cli;

import ai.djl.Model;
import io.github.djlqat.examples.data.DataRequest;
import io.github.djlqat.examples.data.DataSource;
import io.github.djlqat.examples.data.Datasets;
import io.github.djlqat.examples.model.ModelInfo;
import io.github.djlqat.examples.model.Models;
import io.github.djlqat.examples.output.AtomicFile;
import io.github.djlqat.examples.output.TextTable;
import io.github.djlqat.examples.progress.ProgressDisplay;
import io.github.djlqat.examples.train.RunDescription;
import io.github.djlqat.examples.train.TrainConfig;
import io.github.djlqat.examples.train.TrainConfig.ExistingRun;
import io.github.djlqat.examples.train.TrainJob;
import io.github.djlqat.examples.train.TrainResult;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code qat train}: a network in float. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Trains a network in float.",
            "",
            "The folder given by --output receives the weights (MODEL-0000.params, DJL's format),"
                    + " checkpoint.bin to resume from, metrics.csv with a line for each epoch,"
                    + " run.json for the commands that follow, and the log. A run that was stopped,"
                    + " however hard, goes on with --resume and ends with the same weights as if it"
                    + " had not been, on the same machine and number of threads."
        },
        footer = {
            "",
            "Examples:",
            "  qat train --list-models",
            "  qat train --model resnet8 --dataset shapes --epochs 5 --output runs/shapes",
            "  qat train --model resnet8 --dataset cifar10 --repository DIR --epochs 30 \\",
            "            --output runs/cifar",
            "  qat train --model resnet8 --dataset cifar10 --repository DIR --epochs 30 \\",
            "            --output runs/cifar --resume",
        })
final class TrainCommand implements CommandAction {

    @Spec private CommandSpec spec;

    @ParentCommand private QatCommand qat;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            arity = "0..1",
            fallbackValue = "",
            description = "The network; without a name, lists them.")
    private String model;

    @Option(names = "--list-models", description = "List the networks and end.")
    private boolean listModels;

    @Option(
            names = "--width",
            paramLabel = "FACTOR",
            defaultValue = "1",
            description =
                    "Factor on the channels of networks that have one. Default: ${DEFAULT-VALUE}.")
    private float width;

    @Mixin private DataOptions data;

    @Mixin private RecipeOptions recipe;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Folder for the results. Default: runs/MODEL-DATASET.")
    private Path output;

    @ArgGroup private ExistingOptions existing;

    @Override
    public void act() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (listModels || "".equals(model)) {
            out.println(models());
            return;
        }
        ExistingRun kind = ExistingOptions.kind(existing);
        if (kind == ExistingRun.RESUME && model == null && output == null) {
            throw usage("--resume: expected --output or --model to say which run, found neither");
        }
        if (model == null && kind != ExistingRun.RESUME) {
            throw usage("expected --model NAME (" + names() + "), found none");
        }
        DataRequest request = data.request();
        Path folder =
                output != null
                        ? output
                        : Path.of("runs", Models.info(model).name() + "-" + request.name());
        RunDescription earlier = null;
        if (kind == ExistingRun.RESUME && RunDescription.isIn(folder)) {
            earlier = RunDescription.read(folder);
            request = data.request(earlier.data());
            model = model == null ? earlier.model() : model;
        } else if (model == null) {
            throw usage("--resume: expected a run in " + folder + " or --model, found neither");
        }
        ModelInfo info = Models.info(model);
        TrainConfig config =
                recipe.config(info.name(), folder).toBuilder().optExisting(kind).build();
        DataSource source = Datasets.open(request);
        RunDescription description =
                new RunDescription(info.name(), width, source.classes(), request);
        if (earlier != null && !earlier.equals(description)) {
            throw usage(
                    "--resume: expected options as in the earlier run ("
                            + brief(earlier)
                            + "), found "
                            + brief(description));
        }
        try (Model djl = description.create(source.shape())) {
            AtomicFile.checkFolder(folder);
            qat.startLog(folder);
            if (kind != ExistingRun.REFUSE || !Files.exists(folder.resolve("checkpoint.bin"))) {
                description.write(folder);
            }
            train(config, djl, description, source, out);
            recipe.profile(folder).ifPresent(text -> out.printf("%n%s", text));
        }
    }

    private static void train(
            TrainConfig config,
            Model djl,
            RunDescription description,
            DataSource source,
            PrintWriter out)
            throws Exception {
        TrainJob job =
                TrainJob.builder()
                        .setConfig(config)
                        .setModel(djl)
                        .setTrain(source.trainBatches(config.batchSize(), config.seed()))
                        .optTest(source.testBatches(250))
                        .optProgress(ProgressDisplay.forTerminal(out))
                        .build();
        TrainResult result = job.run();
        out.printf(
                "%s on %s: test accuracy %.2f %% after epoch %d, loss %.4f%n",
                description.model(),
                description.data().name(),
                100 * result.last().testAccuracy(),
                result.last().epoch(),
                result.last().testLoss());
        out.printf("weights  %s%n", result.weights());
        out.printf("next     qat quantize --method ptq --checkpoint %s%n", config.output());
    }

    private static TextTable models() {
        TextTable table = new TextTable("model", "<what", "images", "<width");
        for (ModelInfo info : Models.list()) {
            table.row(
                    info.name(),
                    info.description(),
                    info.imageSize() + "x" + info.imageSize(),
                    info.hasWidth() ? "--width" : "-");
        }
        return table;
    }

    private static String names() {
        return String.join(", ", Models.list().stream().map(ModelInfo::name).toList());
    }

    private static String brief(RunDescription run) {
        DataRequest data = run.data();
        return String.format(
                "%s width %s on %s from %s, images %d/%d of size %d, data seed %d",
                run.model(),
                run.width(),
                data.name(),
                data.repository() == null ? "DJL's server" : data.repository(),
                data.trainImages(),
                data.testImages(),
                data.imageSize(),
                data.seed());
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
