package io.github.djlqat.examples.sweep;

import io.github.djlqat.examples.quantize.Method;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One row of a plan.
 *
 * @param id names the row and its folder
 * @param model the float network's name
 * @param method after training or by training
 * @param preset by name; looked up when the row is run
 * @param options what is not as the preset hints: {@value #OPTIONS}
 */
record PlanRow(String id, String model, Method method, String preset, Map<String, String> options) {

    static final String OPTIONS =
            "epochs, lr, optimizer, decay, warmup, batch, seed, all-layers, layers, aim, against,"
                    + " name";

    private static final Set<String> KEYS = Set.of(OPTIONS.split(", "));

    /** Copies the map and checks the keys. */
    PlanRow {
        options = Map.copyOf(options);
        for (String key : options.keySet()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException(
                        "expected options among " + OPTIONS + ", found \"" + key + "\"");
            }
        }
        if (!id.matches("[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException(
                    "expected a name of letters, digits, '.', '_' and '-', found \"" + id + "\"");
        }
        for (String key : new String[] {"epochs", "batch", "seed"}) {
            if (!options.getOrDefault(key, "1").matches("[0-9]{1,9}")) {
                throw new IllegalArgumentException(
                        key + ": expected a whole number, found " + options.get(key));
            }
        }
        for (String key : new String[] {"lr", "decay", "warmup", "aim"}) {
            try {
                Double.parseDouble(options.getOrDefault(key, "0"));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        key + ": expected a number, found " + options.get(key), e);
            }
        }
    }

    static PlanRow of(String model, Method method, String preset, Map<String, String> options) {
        String usual = (model + "-" + preset + "-" + method.id()).toLowerCase(Locale.ROOT);
        return new PlanRow(options.getOrDefault("name", usual), model, method, preset, options);
    }

    /** Returns the difference from float in points that is aimed at; NaN where there is no aim. */
    double aim() {
        return Double.parseDouble(options.getOrDefault("aim", "NaN"));
    }

    /** Returns the row whose accuracy the aim is measured against; empty for float. */
    String against() {
        return options.getOrDefault("against", "");
    }
}
