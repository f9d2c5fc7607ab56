package io.github.djlqat.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/** Two inputs, a block for each, and the sum of what they give. */
final class TwoInputs extends AbstractBlock {

    private final Block left;
    private final Block right;

    TwoInputs(Block left, Block right) {
        this.left = addChildBlock("left", left);
        this.right = addChildBlock("right", right);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray a = left.forward(store, new NDList(inputs.get(0)), training).head();
        NDArray b = right.forward(store, new NDList(inputs.get(1)), training).head();
        return new NDList(a.add(b));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return left.getOutputShapes(new Shape[] {inputShapes[0]});
    }

    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        left.initialize(manager, dataType, inputShapes[0]);
        right.initialize(manager, dataType, inputShapes[1]);
    }
}
