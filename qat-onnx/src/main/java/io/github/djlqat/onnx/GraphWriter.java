package io.github.djlqat.onnx;

import com.google.protobuf.ByteString;
import io.github.djlqat.onnx.proto.AttributeProto;
import io.github.djlqat.onnx.proto.GraphProto;
import io.github.djlqat.onnx.proto.NodeProto;
import io.github.djlqat.onnx.proto.TensorProto;
import io.github.djlqat.onnx.proto.TensorShapeProto;
import io.github.djlqat.onnx.proto.TypeProto;
import io.github.djlqat.onnx.proto.ValueInfoProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects nodes, constants, inputs and outputs of an ONNX graph under names of their own. */
final class GraphWriter {

    private final List<NodeProto> nodes = new ArrayList<>();
    private final Map<String, TensorProto> constants = new LinkedHashMap<>();
    private final List<ValueInfoProto> inputs = new ArrayList<>();
    private final List<ValueInfoProto> outputs = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> nodeNames = new HashSet<>();

    /** What the nodes to come are named after. */
    private String place = "";

    /** Names the nodes to come. */
    void setPlace(String name) {
        place = name;
    }

    /** Returns a name that nothing has yet: {@code wanted}, or with a number behind it. */
    String fresh(String wanted) {
        return fresh(names, wanted);
    }

    private static String fresh(Set<String> taken, String wanted) {
        String name = wanted;
        for (int i = 1; !taken.add(name); i++) {
            name = wanted + "_" + i;
        }
        return name;
    }

    /** Adds a node; returns the name of its one output. */
    String node(String operation, String output, List<String> in, AttributeProto... attributes) {
        String name = fresh(output);
        add(operation, name, in, attributes);
        return name;
    }

    /** Adds a node whose output has a name that {@link #fresh} gave. */
    void add(String operation, String output, List<String> in, AttributeProto... attributes) {
        nodes.add(
                NodeProto.newBuilder()
                        .setName(fresh(nodeNames, place + "/" + operation))
                        .setOpType(operation)
                        .addAllInput(in)
                        .addOutput(output)
                        .addAllAttribute(List.of(attributes))
                        .build());
    }

    /** Adds a constant of any type; returns its name. */
    String constant(String wanted, TensorProto.DataType type, ByteBuffer data, long... shape) {
        String name = fresh(wanted);
        TensorProto.Builder tensor =
                TensorProto.newBuilder()
                        .setName(name)
                        .setDataType(type.getNumber())
                        .setRawData(ByteString.copyFrom(data));
        for (long dimension : shape) {
            tensor.addDims(dimension);
        }
        constants.put(name, tensor.build());
        return name;
    }

    /** Adds a constant of floats; without dimensions a scalar. */
    String floats(String wanted, float[] values, long... shape) {
        ByteBuffer data = buffer(4 * values.length);
        data.asFloatBuffer().put(values);
        return constant(wanted, TensorProto.DataType.FLOAT, data, shape);
    }

    /** Adds a constant list of 64-bit integers. */
    String longs(String wanted, long... values) {
        ByteBuffer data = buffer(8 * values.length);
        data.asLongBuffer().put(values);
        return constant(wanted, TensorProto.DataType.INT64, data, values.length);
    }

    static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    void input(String name, TensorProto.DataType type, long... shape) {
        inputs.add(value(name, type, shape));
    }

    void output(String name, TensorProto.DataType type, long... shape) {
        outputs.add(value(name, type, shape));
    }

    private static ValueInfoProto value(String name, TensorProto.DataType type, long... shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (long dimension : shape) {
            dimensions.addDim(
                    TensorShapeProto.Dimension.newBuilder().setDimValue(dimension).build());
        }
        TypeProto.Tensor tensor =
                TypeProto.Tensor.newBuilder()
                        .setElemType(type.getNumber())
                        .setShape(dimensions)
                        .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    /** Returns the graph without the nodes and constants that no output needs. */
    GraphProto build(String name) {
        Set<String> needed = new HashSet<>();
        for (ValueInfoProto output : outputs) {
            needed.add(output.getName());
        }
        List<NodeProto> kept = new ArrayList<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            NodeProto node = nodes.get(i);
            if (needed.contains(node.getOutput(0))) {
                needed.addAll(node.getInputList());
                kept.add(node);
            }
        }
        Collections.reverse(kept);
        GraphProto.Builder graph =
                GraphProto.newBuilder()
                        .setName(name)
                        .addAllNode(kept)
                        .addAllInput(inputs)
                        .addAllOutput(outputs);
        constants.forEach(
                (key, tensor) -> {
                    if (needed.contains(key)) {
                        graph.addInitializer(tensor);
                    }
                });
        return graph.build();
    }
}
