package io.github.djlqat.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which layer is quantized how: the last rule that fits a layer decides; where none fits, {@link
 * LayerScheme#USUAL}.
 */
public final class LayerRules {

    private static final LayerRules NONE = new LayerRules(List.of());

    private final List<Rule> rules;

    private LayerRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    private record Rule(String path, Predicate<Layer> fits, LayerScheme scheme) {}

    /** Returns rules that fit no layer. */
    public static LayerRules none() {
        return NONE;
    }

    /** Returns these rules and one more for every layer. */
    public LayerRules all(LayerScheme scheme) {
        return when(layer -> true, scheme);
    }

    /** Returns these rules and one more for layers of a kind. */
    public LayerRules kind(Layer.Kind kind, LayerScheme scheme) {
        return when(layer -> layer.kind() == kind, scheme);
    }

    /** Returns these rules and one more for the first and the last layer. */
    public LayerRules ends(LayerScheme scheme) {
        return when(layer -> layer.isFirst() || layer.isLast(), scheme);
    }

    /** Returns these rules and one more for what fits a predicate. */
    public LayerRules when(Predicate<Layer> fits, LayerScheme scheme) {
        return with(new Rule("", fits, scheme));
    }

    /**
     * Returns these rules and one more for the layer, or all layers of the block, with this path.
     */
    public LayerRules named(String path, LayerScheme scheme) {
        Objects.requireNonNull(path, "path");
        return with(
                new Rule(
                        path,
                        layer -> layer.path().equals(path) || layer.path().startsWith(path + "/"),
                        scheme));
    }

    /** Returns these rules and, after them, others. */
    public LayerRules append(LayerRules others) {
        List<Rule> more = new ArrayList<>(rules);
        more.addAll(others.rules);
        return new LayerRules(more);
    }

    private LayerRules with(Rule rule) {
        List<Rule> more = new ArrayList<>(rules);
        more.add(rule);
        return new LayerRules(more);
    }

    /** Returns how a layer is quantized. */
    public LayerScheme of(Layer layer) {
        LayerScheme scheme = LayerScheme.USUAL;
        for (Rule rule : rules) {
            scheme = rule.fits.test(layer) ? rule.scheme : scheme;
        }
        return scheme;
    }

    /**
     * Checks that each rule by name fits a layer.
     *
     * @throws IllegalArgumentException if one does not; the message lists the layers there are
     */
    void requireNamesAmong(List<Layer> layers) {
        Set<String> missing = new HashSet<>();
        for (Rule rule : rules) {
            if (!rule.path.isEmpty() && layers.stream().noneMatch(rule.fits)) {
                missing.add(rule.path);
            }
        }
        if (!missing.isEmpty()) {
            List<String> paths = layers.stream().map(Layer::path).toList();
            throw new IllegalArgumentException(
                    "layer rules: expected paths of layers with weights ("
                            + String.join(", ", paths)
                            + "), found "
                            + missing.stream()
                                    .sorted()
                                    .map(path -> path + near(path, paths))
                                    .collect(Collectors.joining(", ")));
        }
    }

    /** Suggests layers, and blocks that hold some. */
    private static String near(String path, List<String> paths) {
        Set<String> names = new LinkedHashSet<>(paths);
        for (String layer : paths) {
            for (int i = layer.indexOf('/'); i >= 0; i = layer.indexOf('/', i + 1)) {
                names.add(layer.substring(0, i));
            }
        }
        List<String> near = NearNames.of(path, names);
        return near.isEmpty() ? "" : " (near: " + String.join(", ", near) + ")";
    }
}
