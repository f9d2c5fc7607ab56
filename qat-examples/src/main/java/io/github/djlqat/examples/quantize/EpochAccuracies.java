package io.github.djlqat.examples.quantize;

import ai.djl.ndarray.NDManager;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListenerAdapter;
import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import io.github.djlqat.training.Checkpointable;
import io.github.djlqat.training.quantized.IntegerValidationListener;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the accuracies in the integer runtime of all epochs, those before a resume included. What
 * cannot be converted yet is trained all the same: its epochs have no accuracy.
 */
final class EpochAccuracies extends TrainingListenerAdapter implements Checkpointable {

    private static final Logger LOGGER = LoggerFactory.getLogger(EpochAccuracies.class);

    private final IntegerValidationListener validation;
    private final List<Double> accuracies = new ArrayList<>();

    EpochAccuracies(IntegerValidationListener validation) {
        this.validation = validation;
    }

    @Override
    public void onEpoch(Trainer trainer) {
        int before = validation.accuracies().size();
        try {
            validation.onEpoch(trainer);
            accuracies.add(validation.accuracies().get(before));
        } catch (UnsupportedOperatorException e) {
            skip(e);
        } catch (IllegalStateException e) {
            if (!(e.getCause() instanceof MalformedModelException)) {
                throw e;
            }
            skip(e);
        }
    }

    private void skip(RuntimeException e) {
        LOGGER.warn("epoch not validated in the integer runtime: {}", e.getMessage());
        accuracies.add(Double.NaN);
    }

    /** Returns the accuracies, one for each epoch, NaN where it could not be measured. */
    List<Double> values() {
        return List.copyOf(accuracies);
    }

    @Override
    public String stateName() {
        return "epochAccuracies";
    }

    @Override
    public void saveState(DataOutputStream out) throws IOException {
        out.writeInt(accuracies.size());
        for (double accuracy : accuracies) {
            out.writeDouble(accuracy);
        }
    }

    @Override
    public void loadState(NDManager manager, DataInputStream in) throws IOException {
        accuracies.clear();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            accuracies.add(in.readDouble());
        }
    }
}
