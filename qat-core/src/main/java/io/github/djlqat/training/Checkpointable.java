package io.github.djlqat.training;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDManager;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * State that has to survive a restart of training and that is not a parameter of the block: an
 * optimizer's moments, an observer's range, a listener's counters.
 *
 * <p>What {@link #saveState} writes, {@link #loadState} must read to the last byte; {@link
 * Checkpoint} checks this.
 */
public interface Checkpointable {

    /**
     * Returns the name under which the state is kept in the checkpoint, unique among all states of
     * one training run.
     *
     * @return the name, not empty
     */
    String stateName();

    /**
     * Writes the state.
     *
     * @param out where to
     * @throws IOException if writing failed
     */
    void saveState(DataOutputStream out) throws IOException;

    /**
     * Replaces the state by what {@link #saveState} wrote.
     *
     * @param manager the manager that shall own arrays that are created
     * @param in where from
     * @throws IOException if reading failed
     * @throws MalformedModelException if the state does not fit this object
     */
    void loadState(NDManager manager, DataInputStream in)
            throws IOException, MalformedModelException;
}
