package io.github.djlqat.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/** A linear layer written with {@code matMul} and {@code add}. */
final class Product extends AbstractBlock {

    private final Parameter weight;
    private final Parameter bias;

    @SuppressWarnings("this-escape")
    Product() {
        weight =
                addParameter(
                        Parameter.builder().setName("w").setType(Parameter.Type.WEIGHT).build());
        bias = addParameter(Parameter.builder().setName("b").setType(Parameter.Type.BIAS).build());
    }

    @Override
    protected void prepare(Shape[] inputs) {
        weight.setShape(new Shape(3, inputs[0].get(1)));
        bias.setShape(new Shape(3));
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray x = inputs.singletonOrThrow();
        NDArray w = store.getValue(weight, x.getDevice(), training);
        NDArray b = store.getValue(bias, x.getDevice(), training);
        return new NDList(x.matMul(w.transpose()).add(b));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), 3)};
    }
}
