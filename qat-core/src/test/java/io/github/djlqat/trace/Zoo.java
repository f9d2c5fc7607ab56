package io.github.djlqat.trace;

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
import java.util.function.Supplier;

/** DJL's models for image classification, at small sizes of image. */
enum Zoo {
    LENET(1, 28, () -> LeNet.builder().build()),
    ALEXNET(
            3,
            67,
            () ->
                    AlexNet.builder()
                            .setNumChannels(new int[] {96, 256, 384, 384, 256, 256, 256})
                            .build()),
    VGG11(3, 32, () -> VGG.builder().build()),
    NIN(3, 67, () -> NiN.builder().build()),
    GOOGLENET(3, 32, () -> GoogLeNet.builder().build()),
    SQUEEZENET(3, 35, () -> SqueezeNet.squeezenet(10)),
    RESNET20(3, 28, () -> resnet(20, 28)),
    RESNET18(3, 32, () -> resnet(18, 32)),
    RESNET50(3, 33, () -> resnet(50, 33)),
    MOBILENET_V1(3, 32, () -> MobileNetV1.builder().optWidthMultiplier(0.25f).build()),
    MOBILENET_V2(3, 32, () -> MobileNetV2.builder().build());

    private final int channels;
    private final int size;
    private final Supplier<Block> builder;

    Zoo(int channels, int size, Supplier<Block> builder) {
        this.channels = channels;
        this.size = size;
        this.builder = builder;
    }

    Block build() {
        return builder.get();
    }

    Shape shape(int batch) {
        return new Shape(batch, channels, size, size);
    }

    private static Block resnet(int layers, int size) {
        return ResNetV1.builder()
                .setNumLayers(layers)
                .setOutSize(10)
                .setImageShape(new Shape(3, size, size))
                .build();
    }
}
