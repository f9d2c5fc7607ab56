package io.github.djlqat.trace;

import java.util.HashSet;
import java.util.Set;

/** Makes names unique: the second {@code relu} becomes {@code relu_2}. */
final class Names {

    private final Set<String> used = new HashSet<>();

    String unique(String name) {
        String candidate = name;
        for (int i = 2; !used.add(candidate); i++) {
            candidate = name + "_" + i;
        }
        return candidate;
    }
}
