package io.github.djlqat.runtime;

/**
 * Says that a model asks for an operator, or for a form of one, that this runtime does not have.
 * The model itself may well be sound. The message is one line: which operator, what it asks for,
 * what to do about it.
 */
public class UnsupportedOperatorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String operator;
    private final int index;
    private final String remedy;

    /**
     * An operator that cannot be run.
     *
     * @param operator TFLite's name, such as {@code TRANSPOSE_CONV}, or a custom operator's own
     * @param index the operator's index in the model
     * @param problem what is not supported: expected and found
     * @param remedy what the caller can do
     */
    public UnsupportedOperatorException(String operator, int index, String problem, String remedy) {
        super("operators[" + index + "] " + operator + ": " + problem + "; " + remedy);
        this.operator = operator;
        this.index = index;
        this.remedy = remedy;
    }

    /**
     * An operation of a block, not yet of a model file, that has no integer form.
     *
     * @param place the block's path, such as {@code 01SequentialBlock/02LambdaBlock}
     * @param operator the operation, as the block's own library calls it
     * @param problem what is not supported: expected and found
     * @param remedy what the caller can do
     */
    public UnsupportedOperatorException(
            String place, String operator, String problem, String remedy) {
        super(place + ": " + operator + ": " + problem + "; " + remedy);
        this.operator = operator;
        this.index = -1;
        this.remedy = remedy;
    }

    /** Returns TFLite's name of the operator, or a custom operator's own. */
    public String operator() {
        return operator;
    }

    /** Returns the operator's index in the model, or -1 where it is part of a block. */
    public int index() {
        return index;
    }

    /** Returns what the caller can do. */
    public String remedy() {
        return remedy;
    }
}
