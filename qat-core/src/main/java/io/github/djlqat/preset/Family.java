package io.github.djlqat.preset;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Presets that differ in numbers only.
 *
 * @param template the name with {@code #} for each number, such as {@code LsqW#A#}
 * @param numbers what each number is
 * @param listed the numbers of those that are listed; at least one
 * @param factory makes one of its numbers
 */
record Family(
        String template,
        List<Number> numbers,
        List<List<Integer>> listed,
        Function<List<Integer>, Preset> factory) {

    /** One number of a name: what it is, for messages, and its bounds. */
    record Number(String what, int least, int most) {}

    static final Number WEIGHT_BITS = new Number("weight bits", 2, 8);
    static final Number ACTIVATION_BITS = new Number("activation bits", 2, 8);
    static final Number GRADIENT_BITS = new Number("gradient bits", 2, 8);

    /** Where gradients of few bits come from. */
    static final String GRADIENT_PAPER =
            "Zhou et al. 2016, DoReFa-Net: Training Low Bitwidth Convolutional Neural Networks with"
                    + " Low Bitwidth Gradients, arXiv 1606.06160, section 2.5";

    /** A family of weights and activations of 2 to 8 bits, listed at the same bits for both. */
    static Family weightsAndActivations(
            String template, List<Integer> listed, Function<Bits, Preset> factory) {
        return new Family(
                template,
                List.of(WEIGHT_BITS, ACTIVATION_BITS),
                listed.stream().map(b -> List.of(b, b)).toList(),
                n -> factory.apply(Bits.of(n.get(0), n.get(1))));
    }

    /** A family of weights, activations and gradients of 2 to 8 bits. */
    static Family withGradients(
            String template, List<Integer> listed, Function<Bits, Preset> factory) {
        return new Family(
                template,
                List.of(WEIGHT_BITS, ACTIVATION_BITS, GRADIENT_BITS),
                List.of(listed),
                n -> factory.apply(new Bits(n.get(0), n.get(1), n.get(2))));
    }

    /** A single preset. */
    static Family single(Preset preset) {
        return new Family(preset.name(), List.of(), List.of(List.of()), n -> preset);
    }

    /** Returns the presets that are listed. */
    List<Preset> presets() {
        return listed.stream().map(factory).toList();
    }

    /**
     * Returns the preset of a name, in any case.
     *
     * @throws IllegalArgumentException if the name is this family's but a number is out of bounds
     */
    Optional<Preset> find(String name) {
        Pattern pattern =
                Pattern.compile(
                        Pattern.quote(template).replace("#", "\\E([0-9]{1,3})\\Q"),
                        Pattern.CASE_INSENSITIVE);
        Matcher matcher = pattern.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Integer[] values = new Integer[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            Number number = numbers.get(i);
            values[i] = Integer.valueOf(matcher.group(i + 1));
            if (values[i] < number.least || values[i] > number.most) {
                throw new IllegalArgumentException(
                        String.format(
                                "preset %s: %s: expected %d to %d, found %d",
                                name, number.what, number.least, number.most, values[i]));
            }
        }
        return Optional.of(factory.apply(List.of(values)));
    }
}
