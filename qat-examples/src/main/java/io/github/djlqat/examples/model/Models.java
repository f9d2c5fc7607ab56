package io.github.djlqat.examples.model;

import ai.djl.basicmodelzoo.cv.classification.AlexNet;
import ai.djl.basicmodelzoo.cv.classification.GoogLeNet;
import ai.djl.basicmodelzoo.cv.classification.LeNet;
import ai.djl.basicmodelzoo.cv.classification.MobileNetV1;
import ai.djl.basicmodelzoo.cv.classification.MobileNetV2;
import ai.djl.basicmodelzoo.cv.classification.NiN;
import ai.djl.basicmodelzoo.cv.classification.ResNetV1;
import ai.djl.basicmodelzoo.cv.classification.SqueezeNet;
import ai.djl.basicmodelzoo.cv.classification.VGG;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The networks by name: those of this project and those of DJL's model zoo package. */
public final class Models {

    private static final List<ModelInfo> ALL =
            List.of(
                    new ModelInfo("resnet8", "ResNet-8 of MLPerf Tiny, 16-32-64", 32, false),
                    new ModelInfo("resnet20", "ResNet-20 for CIFAR of He et al.", 32, false),
                    new ModelInfo("mobilenetv1", "DJL's MobileNetV1, width scaled", 224, true),
                    new ModelInfo("mobilenetv2", "DJL's MobileNetV2", 224, false),
                    new ModelInfo("resnet18", "DJL's ResNetV1 of 18 layers", 224, false),
                    new ModelInfo("resnet18he", "ResNet-18 of He et al.", 224, false),
                    new ModelInfo("resnet50", "DJL's ResNetV1 of 50 layers", 224, false),
                    new ModelInfo("lenet", "DJL's LeNet, with sigmoids", 28, false),
                    new ModelInfo("alexnet", "DJL's AlexNet", 224, false),
                    new ModelInfo("vgg11", "DJL's VGG of 11 layers", 224, false),
                    new ModelInfo("nin", "DJL's Network in Network", 224, false),
                    new ModelInfo("googlenet", "DJL's GoogLeNet", 224, false),
                    new ModelInfo("squeezenet", "DJL's SqueezeNet", 224, false));

    private Models() {}

    /**
     * Returns all networks.
     *
     * @return what is known of each
     */
    public static List<ModelInfo> list() {
        return ALL;
    }

    /**
     * Returns what is known of one network.
     *
     * @param name the name, in any case
     * @return the network
     * @throws IllegalArgumentException if there is none of that name
     */
    public static ModelInfo info(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        for (ModelInfo info : ALL) {
            if (info.name().equals(wanted)) {
                return info;
            }
        }
        throw new IllegalArgumentException(
                "model: expected one of "
                        + ALL.stream().map(ModelInfo::name).collect(Collectors.joining(", "))
                        + ", found \""
                        + name
                        + "\"");
    }

    /**
     * Builds a network of usual width, not yet initialized.
     *
     * @param name the name
     * @param classes the number of classes
     * @param input (batch, channels, height, width)
     * @return the block, from input to logits (batch, classes)
     * @throws IllegalArgumentException as {@link #create(String, int, Shape, float)}
     */
    public static Block create(String name, int classes, Shape input) {
        return create(name, classes, input, 1f);
    }

    /**
     * Builds a network, not yet initialized.
     *
     * @param name the name
     * @param classes the number of classes, at least 2
     * @param input (batch, channels, height, width)
     * @param width the factor of the number of channels, above 0; 1 for networks that have none
     * @return the block, from input to logits (batch, classes)
     * @throws IllegalArgumentException if the name is unknown, the network has no width, or the
     *     input is too small for it
     */
    public static Block create(String name, int classes, Shape input, float width) {
        ModelInfo info = info(name);
        if (classes < 2) {
            throw new IllegalArgumentException(
                    "model " + info.name() + ": expected at least 2 classes, found " + classes);
        }
        if (input.dimension() != 4) {
            throw new IllegalArgumentException(
                    "model "
                            + info.name()
                            + ": expected an input (batch, channels, height, width), found "
                            + input);
        }
        if (!(width > 0) || Float.isInfinite(width) || (width != 1 && !info.hasWidth())) {
            throw new IllegalArgumentException(
                    "model "
                            + info.name()
                            + ": expected "
                            + (info.hasWidth() ? "a width above 0" : "no width")
                            + ", found "
                            + width);
        }
        Block block = build(info.name(), classes, input, width);
        checkInput(info, block, input, classes);
        return block;
    }

    private static Block build(String name, int classes, Shape input, float width) {
        return switch (name) {
            case "resnet8" -> ResNets.resnet8(classes);
            case "resnet20" -> ResNets.resnet20(classes);
            case "mobilenetv1" ->
                    MobileNetV1.builder().optWidthMultiplier(width).setOutSize(classes).build();
            case "mobilenetv2" -> MobileNetV2.builder().setOutSize(classes).build();
            case "resnet18" -> resnet(18, classes, input);
            case "resnet18he" -> ResNets.resnet18(classes);
            case "resnet50" -> resnet(50, classes, input);
            case "lenet" -> LeNet.builder().setOutSize(classes).build();
            case "alexnet" -> AlexNet.builder().setOutSize(classes).build();
            case "vgg11" -> VGG.builder().setOutSize(classes).build();
            case "nin" -> NiN.builder().setNumChannels(new int[] {96, 256, 384, classes}).build();
            case "googlenet" -> GoogLeNet.builder().setOutSize(classes).build();
            case "squeezenet" -> SqueezeNet.squeezenet(classes);
            default -> throw new IllegalArgumentException("model: no builder for " + name);
        };
    }

    private static Block resnet(int layers, int classes, Shape input) {
        return ResNetV1.builder()
                .setNumLayers(layers)
                .setOutSize(classes)
                .setImageShape(input.slice(1))
                .build();
    }

    private static void checkInput(ModelInfo info, Block block, Shape input, int classes) {
        Shape expected = new Shape(input.get(0), classes);
        String problem = null;
        try {
            Shape[] outputs = block.getOutputShapes(new Shape[] {input});
            if (outputs.length != 1 || !outputs[0].equals(expected)) {
                problem = "output " + Arrays.toString(outputs) + " in place of " + expected;
            }
        } catch (RuntimeException e) {
            problem = e.getMessage();
        }
        if (problem != null) {
            throw new IllegalArgumentException(
                    "model "
                            + info.name()
                            + ": expected images that are large enough, as "
                            + info.imageSize()
                            + "x"
                            + info.imageSize()
                            + ", found "
                            + input
                            + " ("
                            + problem
                            + ")");
        }
    }
}
