package io.github.djlqat.preset;

import io.github.djlqat.network.NearNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** All presets, by name. */
public final class Presets {

    private static final List<Family> FAMILIES = families();

    private Presets() {}

    private static List<Family> families() {
        List<Family> all = new ArrayList<>();
        all.addAll(UniformPresets.families());
        all.addAll(LearnedPresets.families());
        all.addAll(DiscretePresets.families());
        all.addAll(CodebookPresets.families());
        return List.copyOf(all);
    }

    /** Returns the presets in order; of families by bits, those that are of most use. */
    public static List<Preset> all() {
        return FAMILIES.stream().flatMap(family -> family.presets().stream()).toList();
    }

    /** Returns the names of {@link #all}. */
    public static List<String> names() {
        return all().stream().map(Preset::name).toList();
    }

    /**
     * Returns a preset.
     *
     * @param name in any case; names with bits, such as {@code LsqW4A4}, take any bits in their
     *     bounds
     * @throws IllegalArgumentException if there is none of that name, with near names, or bits are
     *     out of bounds
     */
    public static Preset of(String name) {
        return find(name)
                .orElseThrow(
                        () -> {
                            List<String> near = NearNames.of(name, names());
                            return new IllegalArgumentException(
                                    String.format(
                                            "preset: expected one of %s, found \"%s\"%s",
                                            FAMILIES.stream()
                                                    .map(Family::template)
                                                    .collect(Collectors.joining(", ")),
                                            name,
                                            near.isEmpty()
                                                    ? ""
                                                    : "; near: " + String.join(", ", near)));
                        });
    }

    /**
     * Returns a preset if there is one of that name.
     *
     * @throws IllegalArgumentException if bits are out of bounds
     */
    public static Optional<Preset> find(String name) {
        for (Family family : FAMILIES) {
            Optional<Preset> preset = family.find(name);
            if (preset.isPresent()) {
                return preset;
            }
        }
        return Optional.empty();
    }
}
