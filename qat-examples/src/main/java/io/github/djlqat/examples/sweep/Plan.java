package io.github.djlqat.examples.sweep;

import io.github.djlqat.examples.quantize.Method;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rows of a sweep, in order.
 *
 * <p>As text: a row a line, {@code MODEL METHOD PRESET [KEY=VALUE ...]}; empty lines and what
 * follows a # are left out. Keys: {@value PlanRow#OPTIONS}. {@code layers} holds {@code
 * PATH=PRESET}, separated by commas; {@code aim} is a difference from float in points, or from the
 * row named by {@code against}; {@code name} names the row where two would have the same.
 *
 * @param rows in the order in which they run
 */
record Plan(List<PlanRow> rows) {

    private static final String BUILT_IN = "plan.txt";

    /** Copies the list and checks that no two rows have the same name. */
    Plan {
        rows = List.copyOf(rows);
        Set<String> ids = new HashSet<>();
        for (PlanRow row : rows) {
            if (!ids.add(row.id())) {
                throw new IllegalArgumentException(
                        "plan: expected a name of its own for each row, found "
                                + row.id()
                                + " twice; name=... gives another");
            }
        }
    }

    /** Returns the plan that the project's table of results is made with. */
    static Plan builtIn() throws IOException {
        try (InputStream in = Plan.class.getResourceAsStream(BUILT_IN)) {
            if (in == null) {
                throw new IllegalStateException(BUILT_IN + ": expected a resource, found none");
            }
            return parse(BUILT_IN, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /**
     * Reads a plan.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if a line is none of a plan; the message has its number
     */
    static Plan read(Path file) throws IOException {
        return parse(file.toString(), Files.readString(file));
    }

    static Plan parse(String name, String text) {
        List<PlanRow> rows = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "").strip();
            if (!line.isEmpty()) {
                try {
                    rows.add(row(line.split("\\s+")));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(
                            name + " line " + (i + 1) + ": " + e.getMessage(), e);
                }
            }
        }
        Plan plan = new Plan(rows);
        plan.requireReferences();
        return plan;
    }

    private void requireReferences() {
        Set<String> ids = rows.stream().map(PlanRow::id).collect(Collectors.toSet());
        for (PlanRow row : rows) {
            if (!row.against().isEmpty() && !ids.contains(row.against())) {
                throw new IllegalArgumentException(
                        String.format(
                                "plan: %s: expected the name of a row for against, found %s",
                                row.id(), row.against()));
            }
        }
    }

    private static PlanRow row(String[] words) {
        if (words.length < 3) {
            throw new IllegalArgumentException(
                    "expected MODEL METHOD PRESET, found " + String.join(" ", words));
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 3; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            String key = equals < 0 ? words[i] : words[i].substring(0, equals);
            options.put(key, equals < 0 ? "" : words[i].substring(equals + 1));
        }
        return PlanRow.of(words[0], method(words[1]), words[2], options);
    }

    private static Method method(String word) {
        return Stream.of(Method.values())
                .filter(m -> m.name().equals(word.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "method: expected ptq or qat, found " + word));
    }

    /**
     * Returns the rows whose names fit one of some patterns, with {@code *}, {@code ?} and {@code
     * {a,b}}, in any case.
     *
     * @throws IllegalArgumentException if a pattern fits none
     */
    Plan only(List<String> patterns) {
        Set<PlanRow> chosen = new HashSet<>();
        for (String pattern : patterns) {
            PathMatcher matcher =
                    FileSystems.getDefault()
                            .getPathMatcher("glob:" + pattern.toLowerCase(Locale.ROOT));
            List<PlanRow> fitting =
                    rows.stream()
                            .filter(r -> matcher.matches(Path.of(r.id().toLowerCase(Locale.ROOT))))
                            .toList();
            if (fitting.isEmpty()) {
                throw new IllegalArgumentException(
                        "--only: expected a pattern that fits a row's name, as sweep --list shows"
                                + " them, found "
                                + pattern);
            }
            chosen.addAll(fitting);
        }
        return new Plan(rows.stream().filter(chosen::contains).toList());
    }
}
