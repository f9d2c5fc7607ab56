package io.github.djlqat.kernel;

/** What stands for the derivative of the sign, which is 0 wherever there is one. */
public enum SignGradient {
    /** 1 where {@code |x| <= 1}, else 0: Courbariaux et al. 2016, Rastegari et al. 2016. */
    CUT,
    /** {@code max(0, 2 - 2|x|)}, closer to the step: Liu et al. 2018, "Bi-Real Net", eq. 7. */
    POLYNOMIAL
}
