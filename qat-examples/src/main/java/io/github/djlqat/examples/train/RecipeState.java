package io.github.djlqat.examples.train;

import ai.djl.ndarray.NDManager;
import io.github.djlqat.training.Checkpointable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** Keeps the recipe in the checkpoint, and refuses to go on with another. */
record RecipeState(TrainConfig config) implements Checkpointable {

    @Override
    public String stateName() {
        return "recipe";
    }

    @Override
    public void saveState(DataOutputStream out) throws IOException {
        out.writeUTF(config.fingerprint());
    }

    @Override
    public void loadState(NDManager manager, DataInputStream in) throws IOException {
        String saved = in.readUTF();
        if (!saved.equals(config.fingerprint())) {
            throw new IllegalArgumentException(
                    "resume in "
                            + config.output()
                            + ": expected the recipe of the checkpoint ("
                            + saved
                            + "), found "
                            + config.fingerprint());
        }
    }
}
