package io.github.djlqat.runtime.writer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.flatbuffers.FlexBuffers;
import io.github.djlqat.runtime.graph.Bytes;
import io.github.djlqat.runtime.graph.Coding;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** FlexBuffers of ours read by Google's library. */
class FlexNodeTest {

    @Test
    void googleReadsOurs() {
        Shape shape = Shape.of(70000, 3, 1, 2);
        Tensor tensor =
                new Tensor(
                        "w",
                        ElementType.CODED,
                        shape,
                        null,
                        Coding.INT4.pack(new int[shape.elements()]),
                        Coding.INT4);
        Bytes bytes =
                new FlexNode()
                        .put("stride_w", 3)
                        .put("padding", 1)
                        .put("most", Integer.MAX_VALUE)
                        .put("least", Integer.MIN_VALUE)
                        .put("minus", -1)
                        .filter(tensor)
                        .write();
        FlexBuffers.Map map = FlexBuffers.getRoot(ByteBuffer.wrap(bytes.toArray())).asMap();
        assertThat(map.size()).isEqualTo(7);
        assertThat(map.get("stride_w").asInt()).isEqualTo(3);
        assertThat(map.get("padding").asInt()).isEqualTo(1);
        assertThat(map.get("most").asInt()).isEqualTo(Integer.MAX_VALUE);
        assertThat(map.get("least").asInt()).isEqualTo(Integer.MIN_VALUE);
        assertThat(map.get("minus").asInt()).isEqualTo(-1);
        assertThat(map.get("bits").asInt()).isEqualTo(4);
        FlexBuffers.Vector list = map.get("filter_shape").asVector();
        assertThat(list.size()).isEqualTo(4);
        for (int i = 0; i < 4; i++) {
            assertThat(list.get(i).asInt()).isEqualTo(shape.get(i));
        }
        assertThat(map.get("absent").isNull()).isTrue();
    }
}
