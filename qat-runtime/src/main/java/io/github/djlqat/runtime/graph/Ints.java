package io.github.djlqat.runtime.graph;

import java.util.Arrays;

/** An immutable list of ints, so that records can hold one. */
public final class Ints {

    private static final Ints EMPTY = new Ints(new int[0]);

    private final int[] values;

    private Ints(int[] values) {
        this.values = values;
    }

    /** Returns a list of a copy of {@code values}. */
    public static Ints of(int... values) {
        return values.length == 0 ? EMPTY : new Ints(values.clone());
    }

    /** Returns the number of values. */
    public int size() {
        return values.length;
    }

    /** Returns the value at {@code index}. */
    public int get(int index) {
        return values[index];
    }

    /** Returns a copy of the values. */
    public int[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ints && Arrays.equals(values, ((Ints) other).values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
