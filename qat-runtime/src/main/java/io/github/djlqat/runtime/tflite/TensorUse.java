package io.github.djlqat.runtime.tflite;

import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import org.jspecify.annotations.Nullable;

/** Who uses a tensor and for what, which says how strictly it is to be read. */
final class TensorUse {

    private boolean used;
    private boolean bias;
    private boolean index;
    private @Nullable FlatOperator user;

    /** Notes an operator that reads the tensor as its input number {@code input}. */
    void readBy(FlatOperator operator, int input) {
        bias |= operator.kind().isBias(input);
        index |= operator.kind().isIndex(input);
        by(operator);
    }

    /** Notes an operator that reads or writes the tensor. */
    void by(FlatOperator operator) {
        used = true;
        if (user == null) {
            user = operator;
        }
    }

    /** Notes that the caller reads or writes the tensor. */
    void byCaller() {
        used = true;
    }

    boolean isUsed() {
        return used;
    }

    boolean isBias() {
        return bias;
    }

    /** Returns whether the tensor holds sizes, axes or positions. */
    boolean isIndex() {
        return index;
    }

    /** Refuses a form of tensor that this runtime does not have, in the name of its first user. */
    MalformedModelException unsupported(
            FlatTable table,
            String name,
            String field,
            String expected,
            String found,
            String remedy) {
        String problem = String.format("tensor '%s': expected %s, found %s", name, expected, found);
        if (user != null) {
            throw new UnsupportedOperatorException(
                    user.kind().name(), user.index(), table.path(field) + " of " + problem, remedy);
        }
        return new MalformedModelException(table.path(field), table.start(), problem);
    }
}
