package io.github.djlqat.network;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Names that someone may have meant. */
public final class NearNames {

    private static final int MOST = 3;

    private NearNames() {}

    /**
     * Returns at most three of {@code names}, the nearest first; none where all are far off: more
     * than half of the longer name would have to change.
     *
     * @param wanted what was asked for; case does not count
     */
    public static List<String> of(String wanted, Collection<String> names) {
        record Near(String name, int distance) {}
        String from = wanted.toLowerCase(Locale.ROOT);
        return names.stream()
                .map(name -> new Near(name, distance(from, name.toLowerCase(Locale.ROOT))))
                .filter(n -> 2 * n.distance <= Math.max(from.length(), n.name.length()))
                .sorted(Comparator.comparingInt(Near::distance))
                .limit(MOST)
                .map(Near::name)
                .toList();
    }

    /** The least number of characters to insert, delete or replace (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
