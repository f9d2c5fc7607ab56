package io.github.djlqat.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.github.djlqat.graph.Op;
import io.github.djlqat.graph.Weight;
import java.util.function.UnaryOperator;

/** Batch norm over dimension 1, and where its numbers come from. */
final class Normalization {

    private Normalization() {}

    /** Whose statistics normalize. */
    enum Statistics {
        /** The running ones. */
        RUNNING,
        /** The batch's, which the running ones follow. */
        FOLLOWED,
        /** The batch's; the running ones stay. */
        BATCH
    }

    static Statistics training(boolean batchStatistics) {
        return batchStatistics ? Statistics.FOLLOWED : Statistics.RUNNING;
    }

    static NDArray apply(NDArray y, Op.BatchNorm norm, Arrays arrays, Statistics statistics) {
        UnaryOperator<NDArray> running =
                statistics == Statistics.BATCH ? NDArray::duplicate : UnaryOperator.identity();
        return y.getNDArrayInternal()
                .batchNorm(
                        y,
                        running.apply(arrays.get(norm.runningMean())),
                        running.apply(arrays.get(norm.runningVariance())),
                        arrays.get(norm.gamma()),
                        arrays.get(norm.beta()),
                        -1,
                        norm.momentum(),
                        norm.epsilon(),
                        statistics != Statistics.RUNNING)
                .singletonOrThrow();
    }

    /** Parameters' arrays on an input's device, attached to its manager. */
    static final class Arrays {

        private final NDArray like;
        private final ParameterStore store;
        private final boolean training;

        Arrays(NDArray like, ParameterStore store, boolean training) {
            this.like = like;
            this.store = store;
            this.training = training;
        }

        /** Returns a parameter's array, or null for none. */
        NDArray get(Weight weight) {
            return weight == null
                    ? null
                    : local(
                            weight,
                            store.getValue(weight.parameter(), like.getDevice(), training),
                            like.getManager());
        }
    }

    /**
     * Returns a view that belongs to {@code manager}, so that what is computed from it does too.
     */
    static NDArray local(Weight weight, NDArray array, NDManager manager) {
        NDArray view = array.reshape(weight.parameter().getShape());
        view.attach(manager);
        return view;
    }
}
