package io.github.djlqat.analysis;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How well a network and the integer model made of it agree.
 *
 * @param operators in the order in which they run
 * @param examples how many were run
 * @param sameTop1 in how many of them both find the same class
 */
public record ParityReport(List<OperatorParity> operators, long examples, long sameTop1) {

    /** The share of examples with the same class that is required. */
    public static final double REQUIRED_AGREEMENT = 0.999;

    /** Copies the list. */
    public ParityReport {
        operators = List.copyOf(operators);
    }

    /** Returns the share of examples in which both find the same class. */
    public double agreement() {
        return examples == 0 ? 1 : (double) sameTop1 / examples;
    }

    /** Returns the first operator that differs end to end, if one does. */
    public Optional<OperatorParity> firstDiverging() {
        return operators.stream().filter(o -> o.endToEnd().share() < 1).findFirst();
    }

    /**
     * Returns the operator that agrees least given equal inputs: the largest difference, then the
     * smallest share of equal codes, then the first.
     *
     * @throws IllegalStateException if there is no operator
     */
    public OperatorParity worst() {
        Comparator<OperatorParity> better =
                Comparator.comparingInt((OperatorParity o) -> o.givenEqualInputs().largest())
                        .thenComparingDouble(o -> -o.givenEqualInputs().share())
                        .thenComparingInt(o -> -o.node());
        return operators.stream()
                .max(better)
                .orElseThrow(
                        () -> new IllegalStateException("expected at least one operator, found 0"));
    }

    /** Returns whether every operator agrees as it must, and so do the classes. */
    public boolean passes() {
        return agreement() >= REQUIRED_AGREEMENT
                && operators.stream().allMatch(OperatorParity::passes);
    }

    /** Returns a table, one line for each operator, and a summary. */
    public String toTable() {
        int width = operators.stream().mapToInt(o -> o.name().length()).max().orElse(4);
        String row = "%-" + width + "s  %-14s %12s %11s %4s %11s %4s%n";
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        row,
                        "node",
                        "operation",
                        "codes",
                        "end to end",
                        "max",
                        "same input",
                        "max"));
        for (OperatorParity o : operators) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            row,
                            o.name(),
                            o.operation() + (o.exact() ? "" : "*"),
                            o.endToEnd().codes(),
                            percent(o.endToEnd().share()),
                            o.endToEnd().largest(),
                            percent(o.givenEqualInputs().share()),
                            o.givenEqualInputs().largest()));
        }
        if (operators.stream().anyMatch(o -> !o.exact())) {
            text.append(String.format("* simulated in floating point%n"));
        }
        return text.append(summary()).append(System.lineSeparator()).toString();
    }

    /** Returns one line: examples, agreement, where codes first differ, and the worst operator. */
    public String summary() {
        if (operators.isEmpty()) {
            return examples + " examples, no operator to compare";
        }
        return String.format(
                Locale.ROOT,
                "%d examples, same class in %s; first diverging: %s; worst given equal inputs: %s"
                        + " (%s)",
                examples,
                percent(agreement()),
                firstDiverging().map(OperatorParity::name).orElse("none"),
                worst().name(),
                worst().givenEqualInputs());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.4f %%", 100 * share);
    }
}
