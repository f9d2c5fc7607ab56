package io.github.djlqat.analysis;

/**
 * One operator of the network against the runtime.
 *
 * @param node the node's id
 * @param name the node's name
 * @param operation what it computes
 * @param exact whether the simulation claims every code; else it computes in floating point
 * @param endToEnd its codes when each side ran the whole network by itself
 * @param givenEqualInputs its codes when the simulation computed it from the runtime's own inputs
 */
public record OperatorParity(
        int node,
        String name,
        String operation,
        boolean exact,
        Comparison endToEnd,
        Comparison givenEqualInputs) {

    /** The share of equal codes, given equal inputs, that is required. */
    public static final double REQUIRED_SHARE = 0.9999;

    /** The largest difference, given equal inputs, that is allowed. */
    public static final int ALLOWED_DIFFERENCE = 1;

    /** Returns whether the operator agrees as it must. */
    public boolean passes() {
        return givenEqualInputs.largest() <= ALLOWED_DIFFERENCE
                && givenEqualInputs.share() >= REQUIRED_SHARE;
    }

    OperatorParity plus(Comparison moreEndToEnd, Comparison moreGivenEqualInputs) {
        return new OperatorParity(
                node,
                name,
                operation,
                exact,
                endToEnd.plus(moreEndToEnd),
                givenEqualInputs.plus(moreGivenEqualInputs));
    }
}
