package io.github.djlqat.runtime.graph;

import java.util.Arrays;

/** An immutable list of floats, so that records can hold one. */
public final class Floats {

    private static final Floats EMPTY = new Floats(new float[0]);

    private final float[] values;

    private Floats(float[] values) {
        this.values = values;
    }

    /** Returns a list of a copy of {@code values}. */
    public static Floats of(float... values) {
        return values.length == 0 ? EMPTY : new Floats(values.clone());
    }

    /** Returns the number of values. */
    public int size() {
        return values.length;
    }

    /** Returns the value at {@code index}. */
    public float get(int index) {
        return values[index];
    }

    /** Returns a copy of the values. */
    public float[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Floats && Arrays.equals(values, ((Floats) other).values);
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
