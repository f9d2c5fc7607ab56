package io.github.djlqat.preset;

import io.github.djlqat.network.Layer;
import io.github.djlqat.network.LayerRules;
import io.github.djlqat.network.LayerScheme;
import io.github.djlqat.network.QuantizationConfig;
import io.github.djlqat.network.Simulation;
import io.github.djlqat.runtime.arithmetic.RoundingMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.LongFunction;

/**
 * A whole recipe: what a paper's method is for a network.
 *
 * <pre>{@code
 * Preset preset = Presets.of("LsqW4A4").withLayer("04ParallelBlock", Presets.of("Int8"));
 * QuantizedNetwork network = Qat.prepare(block, preset.config(), shape);
 * }</pre>
 *
 * <p>By default the first and the last layer with weights keep 8 bits, as nearly every paper has
 * it: {@link #withAllLayers} changes that. Rules by kind and by path go before it; the last one
 * that fits a layer decides.
 */
public final class Preset {

    private final String name;
    private final String summary;
    private final String paper;
    private final Bits bits;
    private final TrainingHints hints;
    private final Map<Use, Recipe> recipes;
    private final LongFunction<LayerScheme> bySteps;
    private final boolean ownEnds;
    private final boolean allLayers;
    private final List<Change> changes;

    /** A rule that a user added, and how it reads. */
    private record Change(String text, BiFunction<LayerRules, Use, LayerRules> rule) {}

    /**
     * What a preset does for one use.
     *
     * @param network the network's own schemes, which the ends and residual paths have
     * @param layer the scheme of inner layers
     * @param rules further rules of the method, after that of inner layers
     */
    record Recipe(QuantizationConfig network, LayerScheme layer, LayerRules rules) {}

    private Preset(Builder builder) {
        name = Objects.requireNonNull(builder.name, "name");
        summary = Objects.requireNonNull(builder.summary, "summary");
        paper = Objects.requireNonNull(builder.paper, "paper");
        bits = Objects.requireNonNull(builder.bits, "bits");
        hints = builder.hints;
        recipes = new EnumMap<>(builder.recipes);
        bySteps = builder.bySteps;
        ownEnds = builder.ownEnds;
        allLayers = builder.allLayers;
        changes = List.copyOf(builder.changes);
        if (recipes.isEmpty()) {
            throw new IllegalArgumentException("preset " + name + ": expected a use, found none");
        }
    }

    static Builder builder(String name, Bits bits) {
        return new Builder(name, bits);
    }

    /** Returns the name by which {@link Presets} finds it. */
    public String name() {
        return name;
    }

    /** Returns what it does, in one line. */
    public String summary() {
        return summary;
    }

    /** Returns where it is described. */
    public String paper() {
        return paper;
    }

    /** Returns the bits of inner layers. */
    public Bits bits() {
        return bits;
    }

    /** Returns how it is best trained; of no meaning after training. */
    public TrainingHints hints() {
        return hints;
    }

    /** Returns the rounding of rescaled sums that the network is simulated with. */
    public RoundingMode rounding() {
        return config().simulation() == Simulation.SINGLE
                ? RoundingMode.SINGLE
                : RoundingMode.DOUBLE;
    }

    /** Returns what it is meant for. */
    public Set<Use> uses() {
        return EnumSet.copyOf(recipes.keySet());
    }

    /** Returns whether the first and the last layer are quantized as all others. */
    public boolean allLayers() {
        return allLayers;
    }

    /** Returns the configuration: of training where this is meant for it, else after training. */
    public QuantizationConfig config() {
        return config(recipes.containsKey(Use.TRAINING) ? Use.TRAINING : Use.POST_TRAINING);
    }

    /**
     * Returns the configuration for a use.
     *
     * @throws IllegalArgumentException if this preset is not meant for it
     */
    public QuantizationConfig config(Use use) {
        Recipe recipe = recipe(use);
        LayerRules rules = LayerRules.none().all(recipe.layer);
        rules = rules.append(recipe.rules);
        if (!allLayers && !ownEnds) {
            rules = rules.ends(LayerScheme.USUAL);
        }
        for (Change change : changes) {
            rules = change.rule.apply(rules, use);
        }
        return recipe.network.withLayers(rules);
    }

    /**
     * Returns the scheme of an inner layer for a use.
     *
     * @throws IllegalArgumentException if this preset is not meant for it
     */
    public LayerScheme layer(Use use) {
        return recipe(use).layer;
    }

    private Recipe recipe(Use use) {
        Recipe recipe = recipes.get(use);
        if (recipe == null) {
            throw new IllegalArgumentException(
                    String.format(
                            "preset %s: expected %s, found %s",
                            name,
                            use == Use.TRAINING
                                    ? "post-training quantization (ptq)"
                                    : "training (qat)",
                            use == Use.TRAINING ? "training (qat)" : "post-training (ptq)"));
        }
        return recipe;
    }

    /**
     * Returns this with the first and the last layer quantized as all others, or kept at 8 bits.
     */
    public Preset withAllLayers(boolean value) {
        Builder builder = new Builder(this);
        builder.allLayers = value;
        return new Preset(builder);
    }

    /**
     * Returns this with another preset's scheme for the layer, or all layers of the block, at a
     * path. {@code Qat.prepare} refuses paths that are not there.
     */
    public Preset withLayer(String path, Preset other) {
        return with(path + "=" + other, (rules, use) -> rules.named(path, other.layer(use)));
    }

    /** Returns this with another preset's scheme for layers of a kind. */
    public Preset withKind(Layer.Kind kind, Preset other) {
        return with(
                kind.name().toLowerCase(Locale.ROOT) + "=" + other,
                (rules, use) -> rules.kind(kind, other.layer(use)));
    }

    private Preset with(String text, BiFunction<LayerRules, Use, LayerRules> rule) {
        Builder builder = new Builder(this);
        builder.changes.add(new Change(text, rule));
        return new Preset(builder);
    }

    /**
     * Returns this for a training of so many steps: a method that does something else near the end
     * learns when that is. The name, and what was changed, stay.
     */
    public Preset forSteps(long steps) {
        Recipe recipe = recipes.get(Use.TRAINING);
        if (bySteps == null || recipe == null) {
            return this;
        }
        return new Builder(this)
                .use(Use.TRAINING, recipe.network, bySteps.apply(steps), recipe.rules)
                .build();
    }

    /** Returns this with other hints. */
    public Preset withHints(TrainingHints value) {
        return new Builder(this).hints(value).build();
    }

    /** Returns the name and what was changed, such as {@code LsqW4A4 all-layers 01Conv2d=Int8}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name);
        if (allLayers) {
            text.append(" all-layers");
        }
        changes.forEach(change -> text.append(' ').append(change.text));
        return text.toString();
    }

    /** Builds a {@link Preset}. */
    static final class Builder {

        private final String name;
        private final Bits bits;
        private String summary;
        private String paper;
        private TrainingHints hints = TrainingHints.usual();
        private final Map<Use, Recipe> recipes = new EnumMap<>(Use.class);
        private LongFunction<LayerScheme> bySteps;
        private boolean ownEnds;
        private boolean allLayers;
        private final List<Change> changes = new ArrayList<>();

        private Builder(String name, Bits bits) {
            this.name = name;
            this.bits = bits;
        }

        private Builder(Preset from) {
            this(from.name, from.bits);
            summary = from.summary;
            paper = from.paper;
            hints = from.hints;
            recipes.putAll(from.recipes);
            bySteps = from.bySteps;
            ownEnds = from.ownEnds;
            allLayers = from.allLayers;
            changes.addAll(from.changes);
        }

        Builder summary(String value) {
            summary = value;
            return this;
        }

        Builder paper(String value) {
            paper = value;
            return this;
        }

        Builder hints(TrainingHints value) {
            hints = Objects.requireNonNull(value, "hints");
            return this;
        }

        /**
         * Says that the first and the last layer are as all others: their 8 bits are the method's.
         */
        Builder ownEnds() {
            ownEnds = true;
            return this;
        }

        /** Sets what inner layers have in a training of so many steps. */
        Builder bySteps(LongFunction<LayerScheme> value) {
            bySteps = value;
            return this;
        }

        /** Sets what inner layers have; everything else is int8 as for the use. */
        Builder use(Use use, LayerScheme layer) {
            return use(use, layer, LayerRules.none());
        }

        /** Sets what inner layers have and further rules; everything else is int8. */
        Builder use(Use use, LayerScheme layer, LayerRules rules) {
            QuantizationConfig network =
                    use == Use.TRAINING
                            ? QuantizationConfig.int8()
                            : QuantizationConfig.int8PostTraining();
            return use(use, network, layer, rules);
        }

        /** Sets everything. */
        Builder use(Use use, QuantizationConfig network, LayerScheme layer, LayerRules rules) {
            recipes.put(use, new Recipe(network, layer, rules));
            return this;
        }

        Preset build() {
            return new Preset(this);
        }
    }
}
