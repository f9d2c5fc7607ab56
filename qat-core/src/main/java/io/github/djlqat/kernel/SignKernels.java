package io.github.djlqat.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;

/**
 * The sign as training needs it: 1 where {@code x >= 0}, else -1, exactly, with a gradient that is
 * not 0 everywhere.
 *
 * <p>For PyTorch one TorchScript call: a function with the wanted gradient is computed, and the
 * sign is written over its result behind autograd's back, through a detached view. Each has a
 * backward pass that is one pass over memory and reads inputs only: {@code hardtanh}'s, where
 * {@code clamp}'s would be four, and that of a product with a factor that is no function of {@code
 * x} to autograd. Other engines compose it of NDArray calls.
 */
public final class SignKernels {

    /** The least float above 1, so that a gradient within open bounds passes at 1 itself. */
    private static final String ABOVE_ONE = Double.toString(Math.nextUp(1f));

    private static final String TEXT =
            method("cut", "    y = torch.hardtanh(x, -" + ABOVE_ONE + ", " + ABOVE_ONE + ")\n")
                    + method(
                            "polynomial",
                            "    slope = torch.rsub(torch.abs(torch.detach(x)), 2.0, 2.0)\n"
                                    + "    _0 = torch.relu_(slope)\n"
                                    + "    y = torch.mul(x, slope)\n");

    private SignKernels() {}

    private static String method(String name, String body) {
        return "  def "
                + name
                + "(self: __torch__.M, x: Tensor) -> Tensor:\n"
                + body
                + "    view = torch.detach(y)\n"
                + "    _1 = torch.copy_(view, torch.ge(x, 0.0))\n"
                + "    _2 = torch.mul_(view, 2.0)\n"
                + "    _3 = torch.sub_(view, 1.0)\n"
                + "    return y\n";
    }

    /**
     * Returns the signs of values.
     *
     * @param x float32, any shape; NaN gives -1
     * @param gradient what {@code dy/dx} is
     * @return 1 and -1, the shape of {@code x} and its manager
     */
    public static NDArray sign(NDArray x, SignGradient gradient) {
        if (!"PyTorch".equals(x.getManager().getEngine().getEngineName())) {
            return composed(x, gradient);
        }
        String method = gradient == SignGradient.CUT ? "cut" : "polynomial";
        return TorchScript.of(TEXT).call(method, x).singletonOrThrow();
    }

    /** The same out of NDArray calls. */
    static NDArray composed(NDArray x, SignGradient gradient) {
        NDArray data = x.stopGradient();
        NDArray one = data.onesLike();
        NDArray y = NDArrays.where(data.gte(0), one, one.neg());
        NDArray inside = data.abs().lte(1).toType(x.getDataType(), false);
        NDArray slope =
                gradient == SignGradient.CUT ? inside : inside.mul(data.abs().neg().add(1)).mul(2);
        // passed - passed is 0 exactly, so that y stays 1 or -1 to the last bit
        NDArray passed = x.mul(slope);
        return passed.sub(passed.stopGradient()).add(y);
    }
}
