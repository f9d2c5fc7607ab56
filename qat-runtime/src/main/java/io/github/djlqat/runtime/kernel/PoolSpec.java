package io.github.djlqat.runtime.kernel;

/**
 * Average or maximum over windows, taps outside the image left out.
 *
 * @param input where the input is
 * @param output where the output goes
 * @param inputShape [N,H,W,C]
 * @param outputShape [N,OH,OW,C]
 * @param window how it slides; dilations are 1
 * @param unsigned whether the codes were unsigned in the model: an average then rounds halves up,
 *     where a signed one rounds them away from code 0
 * @param minimum the lowest output code
 * @param maximum the highest output code
 */
public record PoolSpec(
        Operand input,
        Operand output,
        Image inputShape,
        Image outputShape,
        Window window,
        boolean unsigned,
        int minimum,
        int maximum) {}
