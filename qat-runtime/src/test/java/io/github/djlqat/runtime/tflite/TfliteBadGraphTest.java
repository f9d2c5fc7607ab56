package io.github.djlqat.runtime.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djlqat.runtime.IntegerModel;
import io.github.djlqat.runtime.LoadOptions;
import io.github.djlqat.runtime.MalformedModelException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Sound files whose parts do not fit each other: refused on the way from file to model. */
class TfliteBadGraphTest {

    private static final int RELU = 19;
    private static final int MEAN = 40;
    private static final int TRANSPOSE = 39;
    private static final int FULLY_CONNECTED = 9;
    private static final int INT32 = 2;
    private static final int INT8 = 9;

    @Test
    void soundFileLoads() throws Exception {
        try (IntegerModel model = load(FileBuilder.of(RELU, 2))) {
            assertThat(model.run(new byte[4])).hasSize(4);
        }
    }

    @Test
    void operatorsOutOfOrder() {
        FileBuilder file = FileBuilder.of(RELU, 2);
        file.tensors.add(new FileBuilder.TensorSpec());
        file.operators.get(0).inputs = new int[] {2};
        FileBuilder.OperatorSpec second = new FileBuilder.OperatorSpec();
        second.outputs = new int[] {2};
        file.operators.add(second);
        refused(file, "operators[0]");
    }

    @Test
    void operatorsInACycle() {
        FileBuilder file = FileBuilder.of(RELU, 2);
        file.operators.get(0).inputs = new int[] {1};
        refused(file, "operators[0]");
    }

    @Test
    void tensorWrittenTwice() {
        FileBuilder file = FileBuilder.of(RELU, 2);
        file.operators.add(new FileBuilder.OperatorSpec());
        refused(file, "operators[1]");
    }

    @Test
    void axisOutOfRange() {
        for (byte axis : new byte[] {2, -3, 127, -128}) {
            FileBuilder file = FileBuilder.of(MEAN, 2);
            byte sign = (byte) (axis < 0 ? -1 : 0);
            int axes = file.constant(INT32, new int[] {1}, axis, sign, sign, sign);
            file.operators.get(0).inputs = new int[] {0, axes};
            refused(file, "operators[0] MEAN", "found " + axis);
        }
    }

    @Test
    void permutationOutOfRange() {
        FileBuilder file = FileBuilder.of(TRANSPOSE, 2);
        int permutation =
                file.constant(INT32, new int[] {2}, new byte[] {0, 0, 0, 0, 0, 0, 0, 127});
        file.operators.get(0).inputs = new int[] {0, permutation};
        refused(file, "operators[0] TRANSPOSE");
    }

    @Test
    void sumThatOverflows32Bits() {
        FileBuilder file = FileBuilder.of(FULLY_CONNECTED, 4);
        int depth = 200_000;
        byte[] data = new byte[depth];
        Arrays.fill(data, (byte) 127);
        file.tensor(0).shape = new int[] {1, depth};
        file.tensor(1).shape = new int[] {1, 1};
        int weights = file.constant(INT8, new int[] {1, depth}, data);
        file.tensor(weights).scales = new float[] {0.5f};
        file.operators.get(0).inputs = new int[] {0, weights};
        refused(file, "operators[0] FULLY_CONNECTED.filter", "sums of at most 2147483647");
    }

    @Test
    void arenaAboveTheLimit() {
        FileBuilder file = FileBuilder.of(RELU, 2);
        file.tensor(0).shape = new int[] {1 << 30};
        file.tensor(1).shape = new int[] {1 << 30};
        refused(file, "arena: expected at most");
    }

    private static IntegerModel load(FileBuilder file) throws MalformedModelException {
        return IntegerModel.load(file.build(), LoadOptions.defaults().withKernels("reference"));
    }

    private static void refused(FileBuilder file, String... parts) {
        assertThatThrownBy(() -> load(file))
                .isInstanceOf(MalformedModelException.class)
                .hasMessageContainingAll(parts)
                .hasMessageContainingAll("expected", "found");
    }
}
