package io.github.djlqat.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class ErrorsTest {

    @Test
    void fileErrorsNameTheFileAndWhatIsWrong() {
        assertThat(Errors.describe(new NoSuchFileException("a.raw")))
                .isEqualTo("a.raw: expected a file or folder, found none");
        assertThat(Errors.describe(new AccessDeniedException("a.raw")))
                .isEqualTo("a.raw: expected permission to read or write, found it denied");
    }

    @Test
    void wrappersAreOpened() {
        IOException inner = new NoSuchFileException("x");
        assertThat(Errors.describe(new UncheckedIOException(inner))).startsWith("x: ");
        assertThat(Errors.describe(new ExecutionException(new IOException(inner))))
                .startsWith("x: ");
        assertThat(Errors.describe(new IllegalStateException("said", inner))).isEqualTo("said");
    }

    @Test
    void messagesBecomeOneLineOfBoundedLength() {
        assertThat(Errors.describe(new IllegalArgumentException("a\n  b\r\nc"))).isEqualTo("a b c");
        assertThat(Errors.describe(new IllegalArgumentException("x".repeat(5000))))
                .hasSizeLessThan(700);
    }

    @Test
    void whatNobodyExpectedNamesItsClass() {
        assertThat(Errors.describe(new ArrayIndexOutOfBoundsException("7")))
                .isEqualTo("ArrayIndexOutOfBoundsException: 7; --verbose shows where");
        assertThat(Errors.describe(new NullPointerException()))
                .isEqualTo("NullPointerException; --verbose shows where");
    }
}
