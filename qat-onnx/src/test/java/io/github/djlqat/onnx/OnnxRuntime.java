package io.github.djlqat.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

/** A model in ONNX Runtime; arrays are those of the integer runtime: codes, channels last. */
final class OnnxRuntime implements AutoCloseable {

    private static final OrtEnvironment ENVIRONMENT = environment();

    private final IntegerGraph graph;
    private final OrtSession session;

    OnnxRuntime(IntegerGraph graph, byte[] model) throws OrtException {
        this.graph = graph;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            // Without it, ONNX Runtime saturates sums of two products where VNNI is missing.
            options.addConfigEntry("session.x64quantprecision", "1");
            session = ENVIRONMENT.createSession(model, options);
        }
    }

    private static OrtEnvironment environment() {
        try {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            environment.setTelemetry(false);
            return environment;
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs one example; inputs and outputs hold codes. */
    byte[][] run(byte[]... inputs) throws OrtException {
        Map<String, OnnxTensor> in = new HashMap<>();
        int i = 0;
        for (String name : session.getInputNames()) {
            Shape shape = graph.tensor(graph.inputs().get(i)).shape();
            byte[] arranged = Arrangement.of(shape, Layout.natural(shape.rank())).apply(inputs[i]);
            TensorInfo info = (TensorInfo) session.getInputInfo().get(name).getInfo();
            raise(arranged, graph.tensor(graph.inputs().get(i++)).type(), info.type);
            in.put(name, tensor(arranged, info));
        }
        byte[][] outputs = new byte[graph.outputs().size()][];
        try (OrtSession.Result result = session.run(in)) {
            for (int k = 0; k < outputs.length; k++) {
                ByteBuffer buffer = ((OnnxTensor) result.get(k)).getByteBuffer();
                byte[] found = new byte[buffer.remaining()];
                buffer.get(found);
                OnnxJavaType type = ((OnnxTensor) result.get(k)).getInfo().type;
                raise(found, graph.tensor(graph.outputs().get(k)).type(), type);
                outputs[k] = channelsLast(graph.tensor(graph.outputs().get(k)).shape(), found);
            }
        }
        in.values().forEach(OnnxTensor::close);
        return outputs;
    }

    /** Brings codes of int8 to uint8, or back, where the model has the other type. */
    private static void raise(byte[] codes, ElementType ours, OnnxJavaType theirs) {
        boolean raised = ours == ElementType.INT8 && theirs == OnnxJavaType.UINT8;
        for (int i = 0; i < codes.length && raised; i++) {
            codes[i] ^= (byte) 0x80;
        }
    }

    /** Runs one example of a model whose one input and output hold reals, in ONNX's layout. */
    float[] run(float[] input) throws OrtException {
        String name = session.getInputNames().iterator().next();
        TensorInfo info = (TensorInfo) session.getInputInfo().get(name).getInfo();
        FloatBuffer data = FloatBuffer.wrap(input);
        try (OnnxTensor tensor = OnnxTensor.createTensor(ENVIRONMENT, data, info.getShape());
                OrtSession.Result result = session.run(Map.of(name, tensor))) {
            FloatBuffer found = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] output = new float[found.remaining()];
            found.get(output);
            return output;
        }
    }

    private static OnnxTensor tensor(byte[] codes, TensorInfo info) throws OrtException {
        ByteBuffer data =
                ByteBuffer.allocateDirect(codes.length).order(ByteOrder.nativeOrder()).put(codes);
        OnnxJavaType type = info.type;
        return OnnxTensor.createTensor(ENVIRONMENT, data.flip(), info.getShape(), type);
    }

    private static byte[] channelsLast(Shape shape, byte[] found) {
        if (shape.rank() != 4) {
            return found;
        }
        int[] first = {shape.get(0), shape.get(3), shape.get(1), shape.get(2)};
        return Arrangement.permuting(first, 0, 2, 3, 1).apply(found);
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
