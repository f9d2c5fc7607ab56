package io.github.djlqat.runtime.lower;

import io.github.djlqat.runtime.kernel.Operand;

/** Says where a tensor's bytes are. */
@FunctionalInterface
public interface Places {

    /** Returns where tensor {@code index} is: in the arena, or a constant. */
    Operand of(int index);
}
