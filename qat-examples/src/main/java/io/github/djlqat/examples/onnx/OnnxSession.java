package io.github.djlqat.examples.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.github.djlqat.runtime.graph.ElementType;
import io.github.djlqat.runtime.graph.IntegerGraph;
import io.github.djlqat.runtime.graph.Quantization;
import io.github.djlqat.runtime.graph.Shape;
import io.github.djlqat.runtime.graph.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An exported model in ONNX Runtime. Callers see the codes of the integer graph, channels last,
 * whatever the model's ends hold. Telemetry is off. One thread at a time may use it.
 */
public final class OnnxSession implements AutoCloseable {

    private static final OrtEnvironment ENVIRONMENT = environment();

    private final IntegerGraph graph;
    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    private final List<ByteBuffer> buffers = new ArrayList<>();
    private final List<OnnxJavaType> types = new ArrayList<>();

    /** How ONNX Runtime multiplies codes on x86 processors without VNNI. */
    public enum Products {
        /**
         * As it does by itself: fast, but sums of two products saturate at 16 bits, so that results
         * may be wrong where weights and activations are large.
         */
        SATURATING,
        /** With its option {@code session.x64quantprecision}: slower, and right. */
        EXACT
    }

    /**
     * Loads a model.
     *
     * @param graph what it was exported from
     * @param model the file's bytes
     * @param threads within an operator, at least 1
     * @throws IllegalStateException if ONNX Runtime refuses the model or does not load
     */
    public OnnxSession(IntegerGraph graph, byte[] model, int threads, Products products) {
        this.graph = graph;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            if (products == Products.EXACT) {
                options.addConfigEntry("session.x64quantprecision", "1");
            }
            session = ENVIRONMENT.createSession(model, options);
            int i = 0;
            for (NodeInfo info : session.getInputInfo().values()) {
                add(info, graph.tensor(graph.inputs().get(i++)));
            }
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    private static OrtEnvironment environment() {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try {
            environment.setTelemetry(false);
        } catch (OrtException e) {
            throw failure(e);
        }
        return environment;
    }

    private static IllegalStateException failure(OrtException e) {
        return new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
    }

    /** Returns ONNX Runtime's version. */
    public static String version() {
        return ENVIRONMENT.getVersion();
    }

    private void add(NodeInfo info, Tensor tensor) throws OrtException {
        TensorInfo of = (TensorInfo) info.getInfo();
        int bytes = tensor.shape().elements() * of.type.size;
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        buffers.add(buffer);
        types.add(of.type);
        inputs.put(
                info.getName(),
                OnnxTensor.createTensor(ENVIRONMENT, buffer, of.getShape(), of.type));
    }

    /** Sets an input from its codes. */
    public void setInput(int input, byte[] codes) {
        Tensor tensor = graph.tensor(graph.inputs().get(input));
        byte[] first = ChannelOrder.first(tensor.shape(), codes);
        ByteBuffer buffer = buffers.get(input);
        if (types.get(input) != OnnxJavaType.FLOAT) {
            raise(first, tensor, types.get(input));
            buffer.put(0, first);
            return;
        }
        Quantization q = tensor.requireQuantization();
        int mask = signMask(tensor);
        for (int i = 0; i < first.length; i++) {
            int code = mask == 0 ? first[i] : first[i] & mask;
            buffer.putFloat(4 * i, q.scale() * (code - q.zeroPoint()));
        }
    }

    /** Brings codes of int8 to uint8, or back, where the model has the other type. */
    private static void raise(byte[] codes, Tensor tensor, OnnxJavaType type) {
        boolean raised = tensor.type() == ElementType.INT8 && type == OnnxJavaType.UINT8;
        for (int i = 0; i < codes.length && raised; i++) {
            codes[i] ^= (byte) 0x80;
        }
    }

    private static int signMask(Tensor tensor) {
        return tensor.type().minimum() == 0 ? 0xff : 0;
    }

    /** Computes and forgets: what a benchmark times. */
    public void invoke() {
        try (OrtSession.Result result = session.run(inputs)) {
            result.get(0);
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    /** Runs one example; inputs and outputs are codes, channels last. */
    public byte[][] run(byte[]... codes) {
        for (int i = 0; i < codes.length; i++) {
            setInput(i, codes[i]);
        }
        byte[][] outputs = new byte[graph.outputs().size()][];
        try (OrtSession.Result result = session.run(inputs)) {
            for (int k = 0; k < outputs.length; k++) {
                OnnxTensor found = (OnnxTensor) result.get(k);
                outputs[k] = codes(graph.tensor(graph.outputs().get(k)), found);
            }
        } catch (OrtException e) {
            throw failure(e);
        }
        return outputs;
    }

    private static byte[] codes(Tensor tensor, OnnxTensor found) {
        Shape shape = tensor.shape();
        byte[] codes = new byte[shape.elements()];
        if (found.getInfo().type == OnnxJavaType.FLOAT) {
            Quantization q = tensor.requireQuantization();
            FloatBuffer reals = found.getFloatBuffer();
            for (int i = 0; i < codes.length; i++) {
                long code = q.zeroPoint() + Math.round(reals.get(i) / (double) q.scale());
                int lowest = tensor.type().minimum();
                codes[i] = (byte) Math.max(lowest, Math.min(tensor.type().maximum(), code));
            }
        } else {
            found.getByteBuffer().get(codes);
            raise(codes, tensor, found.getInfo().type);
        }
        return ChannelOrder.last(shape, codes);
    }

    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        try {
            session.close();
        } catch (OrtException e) {
            throw failure(e);
        }
    }
}
