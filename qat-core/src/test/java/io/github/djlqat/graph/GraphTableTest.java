package io.github.djlqat.graph;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import io.github.djlqat.graph.pass.Passes;
import io.github.djlqat.trace.Samples;
import io.github.djlqat.trace.Tracer;
import org.junit.jupiter.api.Test;

class GraphTableTest {

    @Test
    void printsOneLineForEachOperationAndTotals() {
        Block conv =
                Conv2d.builder()
                        .setKernelShape(new Shape(3, 3))
                        .optStride(new Shape(2, 2))
                        .optPadding(new Shape(1, 1))
                        .setFilters(6)
                        .optGroups(2)
                        .build();
        Block block =
                Samples.sequence(
                        conv,
                        BatchNorm.builder().build(),
                        Activation.reluBlock(),
                        Pool.globalAvgPool2dBlock(),
                        Linear.builder().setUnits(10).build());
        try (NDManager manager = NDManager.newBaseManager()) {
            Shape shape = new Shape(1, 4, 8, 8);
            Samples.initialize(block, manager, 1, shape);
            Graph graph = Passes.forInference().apply(Tracer.trace(block, shape));
            assertThat(graph.toString())
                    .isEqualTo(
                            """
                            id  name                         operation                                                               inputs  shape    parameters   MACs
                            0   input0                       Input[index=0]                                                                  Nx4x8x8
                            1   01Conv2d:convolution         Convolution 3x3 stride 2x2 pad 1x1 groups 2 + bias + batch norm + RELU  0       Nx6x4x4         138  1,728
                            2   04LambdaBlock:globalAvgPool  Mean[axes=[2, 3], keepDimensions=false]                                 1       Nx6
                            3*  05Linear:linear              Linear + bias                                                           2       Nx10             70     60
                                * output                     4 operations                                                                                    208  1,788""");
            assertThat(GraphCost.parameters(graph)).isEqualTo(6 * 2 * 9 + 6 + 4 * 6 + 60 + 10);
            assertThat(GraphCost.multiplyAccumulates(graph)).isEqualTo(6 * 16 * 18 + 60);
        }
    }
}
