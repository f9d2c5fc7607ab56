package io.github.djlqat.training.quantized;

import ai.djl.nn.Block;
import ai.djl.training.Trainer;
import io.github.djlqat.network.QuantizedNetwork;

/** The network that a trainer trains. */
final class Networks {

    private Networks() {}

    static QuantizedNetwork of(Trainer trainer) {
        Block block = trainer.getModel().getBlock();
        if (block instanceof QuantizedNetwork) {
            return (QuantizedNetwork) block;
        }
        throw new IllegalStateException(
                "model: expected a block of type QuantizedNetwork, found "
                        + block.getClass().getName()
                        + "; call model.setBlock(Qat.prepare(...))");
    }
}
