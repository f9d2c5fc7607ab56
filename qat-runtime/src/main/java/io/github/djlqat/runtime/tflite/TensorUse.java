package io.github.djlqat.runtime.tflite;

import io.github.djlqat.runtime.MalformedModelException;
import io.github.djlqat.runtime.UnsupportedOperatorException;
import org.jspecify.annotations.Nullable;

/** Who uses a tensor and for what, which says how strictly it is to be read. */
final class TensorUse {

    private boolean used;
    private boolean bias;
    private boolean index;
    private boolean other;
    private @Nullable FlatOperator user;

    /** Notes an operator that reads the tensor as its input number {@code input}. */
    void readBy(FlatOperator operator, int input) {
        bias |= operator.kind().isBias(input);
        index |= operator.kind().isIndex(input);
        note(operator);
        other |= !operator.kind().isCoded() || input != 2 && input != 3;
    }

    /** Notes an operator that writes the tensor. */
    void by(FlatOperator operator) {
        note(operator);
        other = true;
    }

    private void note(FlatOperator operator) {
        used = true;
        if (user == null) {
            user = operator;
        }
    }

    /** Notes that the caller reads or writes the tensor. */
    void byCaller() {
        used = true;
        other = true;
    }

    /** Returns whether the tensor serves only as the table or the scales of coded weights. */
    boolean isCodingOnly() {
        return used && !other;
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
                    user.kind().toString(),
                    user.index(),
                    table.path(field) + " of " + problem,
                    remedy);
        }
        return new MalformedModelException(table.path(field), table.start(), problem);
    }
}
