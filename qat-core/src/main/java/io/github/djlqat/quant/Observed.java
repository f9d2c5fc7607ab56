package io.github.djlqat.quant;

/**
 * Uniform integers whose range is observed: Jacob et al. 2018, "Quantization and Training of Neural
 * Networks for Efficient Integer-Arithmetic-Only Inference", section 3.1.
 *
 * @param spec the integers and the observer
 */
public record Observed(QuantSpec spec) implements WeightScheme, ValueScheme {

    @Override
    public FakeQuantize create(String path) {
        return new FakeQuantize(path, spec);
    }

    @Override
    public FakeQuantize create(String name, boolean unsigned) {
        return new FakeQuantize(name, spec.withUnsigned(unsigned));
    }

    @Override
    public int bits() {
        return spec.bits();
    }
}
