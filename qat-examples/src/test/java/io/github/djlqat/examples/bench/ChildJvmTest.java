package io.github.djlqat.examples.bench;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChildJvmTest {

    /** Ends without an answer. */
    static final class Silent {
        private Silent() {}

        public static void main(String[] args) {
            System.out.println("nothing");
        }
    }

    @Test
    void returnsTheAnswer() throws IOException {
        String answer = ChildJvm.answer(VectorCeiling.class, List.of("2"));
        double perNanosecond = Double.parseDouble(answer);
        assertTrue(perNanosecond > 0.01, () -> "multiply-accumulates in 1 ns: " + perNanosecond);
    }

    @Test
    void namesTheProgramThatHasNone() {
        IOException e =
                assertThrows(IOException.class, () -> ChildJvm.answer(Silent.class, List.of("a")));
        assertTrue(e.getMessage().contains("Silent: expected an answer of [a]"), e::getMessage);
    }
}
