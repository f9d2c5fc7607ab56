package io.github.djlqat.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.index.dim.NDIndexAll;
import ai.djl.ndarray.index.dim.NDIndexElement;
import ai.djl.ndarray.index.dim.NDIndexFixed;
import ai.djl.ndarray.index.dim.NDIndexNull;
import ai.djl.ndarray.index.dim.NDIndexSlice;
import ai.djl.ndarray.types.Shape;
import io.github.djlqat.graph.Op;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

/** Parts of an array: {@code get} with slices, and {@code split}. */
final class Slices {

    private Slices() {}

    static Object get(TracedArray x, Method method, Object[] args) throws Throwable {
        Object last = args[args.length - 1];
        if (last instanceof NDIndex index) {
            return slice(x, index, x.array().get(index)).proxy();
        }
        if (last instanceof NDArray) {
            throw x.recorder().unknown("get", args);
        }
        return InvocationHandler.invokeDefault(x.proxy(), method, args);
    }

    private static TracedArray slice(TracedArray x, NDIndex index, NDArray result) {
        Recorder recorder = x.recorder();
        int node = recorder.nodeOf(x, "get");
        Shape shape = x.array().getShape();
        int hidden = shape.dimension() - consumed(index);
        int axis = 0;
        for (int i = 0; i < index.getRank(); i++) {
            if (i == index.getEllipsisIndex()) {
                axis += hidden;
            }
            NDIndexElement element = index.get(i);
            if (element instanceof NDIndexNull) {
                continue;
            }
            long size = shape.get(axis);
            long begin = 0;
            long end = size;
            if (element instanceof NDIndexFixed f) {
                begin = f.getIndex() < 0 ? f.getIndex() + size : f.getIndex();
                end = begin + 1;
            } else if (element instanceof NDIndexSlice s
                    && (s.getStep() == null || s.getStep() == 1)) {
                begin = s.getMin() == null ? 0 : bound(s.getMin(), size);
                end = s.getMax() == null ? size : bound(s.getMax(), size);
            } else if (!(element instanceof NDIndexAll)) {
                throw recorder.refuse(
                        "get",
                        "expected ranges with step 1, found "
                                + element.getClass().getSimpleName()
                                + " for dimension "
                                + axis,
                        "select a contiguous range, such as get(\":, 0:8\")");
            }
            boolean whole = begin == 0 && end == size && !(element instanceof NDIndexFixed);
            if (axis == 0 && !whole) {
                throw recorder.refuse(
                        "get",
                        "expected all of the batch dimension, found ["
                                + begin
                                + ", "
                                + end
                                + ") of it",
                        "start the index with \":\"");
            }
            if (!whole && end - begin != size) {
                shape = Shapes.with(shape, axis, end - begin);
                Op op = new Op.Slice(axis, begin, end);
                node = recorder.emit("get", op, List.of(node), shape);
            }
            axis++;
        }
        if (!shape.equals(result.getShape())) {
            node = recorder.emit("get", new Op.Reshape(), List.of(node), result.getShape());
        }
        return recorder.value(node, result);
    }

    private static int consumed(NDIndex index) {
        return (int) index.stream().filter(e -> !(e instanceof NDIndexNull)).count();
    }

    private static long bound(long value, long size) {
        return Math.max(0, Math.min(size, value < 0 ? value + size : value));
    }

    static NDList split(TracedArray x, Method method, Object[] args) throws Throwable {
        Recorder recorder = x.recorder();
        int node = recorder.nodeOf(x, "split");
        int axis = args.length > 1 ? (Integer) args[1] : 0;
        axis = Shapes.axis(axis, x.array().getShape().dimension());
        if (axis == 0) {
            throw recorder.refuse(
                    "split",
                    "expected an axis from 1 on, found the batch dimension",
                    "split another dimension");
        }
        List<NDArray> parts = new ArrayList<>();
        long begin = 0;
        for (NDArray part : (NDList) Calls.run(x.array(), method, args)) {
            long end = begin + part.getShape().get(axis);
            Op op = new Op.Slice(axis, begin, end);
            int id = recorder.emit("split", op, List.of(node), part.getShape());
            parts.add(recorder.value(id, part).proxy());
            begin = end;
        }
        return new NDList(parts);
    }
}
