package io.github.djlqat.examples.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTest {

    @Test
    void tableAlignsColumns() {
        TextTable table =
                new TextTable("name", "<what", "n").row("a", "bcd", 7).row("long", "e", 10);
        assertThat(table.lines())
                .containsExactly(
                        "name  what   n", "----  ----  --", "a     bcd    7", "long  e     10");
        assertThatThrownBy(() -> table.row("a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected 3 cells, found 1");
    }

    @Test
    void jsonIsIndentedAndEscaped() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("text", "a\"\\\n\u0001");
        map.put("list", Arrays.asList(1, 2.5, null, true));
        map.put("nan", Double.NaN);
        map.put("empty", List.of());
        assertThat(Json.format(map))
                .isEqualTo(
                        """
                        {
                          "text": "a\\"\\\\\\u000a\\u0001",
                          "list": [
                            1,
                            2.5,
                            null,
                            true
                          ],
                          "nan": null,
                          "empty": []
                        }
                        """);
        assertThatThrownBy(() -> Json.format(new Object()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found java.lang.Object");
    }

    @Test
    void aFailedWriteLeavesTheOldFileAndNothingElse(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.txt");
        AtomicFile.writeString(file, "old");
        assertThatThrownBy(
                        () ->
                                AtomicFile.write(
                                        file,
                                        out -> {
                                            out.write(new byte[1 << 20]);
                                            throw new IOException("no more");
                                        }))
                .hasMessage("no more");
        assertThat(file).hasContent("old");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        AtomicFile.writeString(file, "new");
        assertThat(file).hasContent("new");
    }

    @Test
    void placesThatCannotBeWrittenAreRefused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> AtomicFile.checkWritable(folder))
                .hasMessageContaining("expected a file to write, found a folder");
        assertThatThrownBy(() -> AtomicFile.checkWritable(folder.resolve("none/a")))
                .hasMessageContaining("expected an existing folder");
        assertThatThrownBy(() -> AtomicFile.checkFolder(file))
                .hasMessageContaining("expected a folder for output, found a file");
        assertThatThrownBy(() -> AtomicFile.checkFolder(file.resolve("under")))
                .hasMessageContaining("expected a folder that can be written");
        Path proc = Path.of("/proc/qat.txt");
        if (Files.isDirectory(proc.getParent())) {
            assertThatThrownBy(() -> AtomicFile.writeString(proc, "x"))
                    .hasMessageStartingWith("/proc/qat.txt: expected a file that can be made")
                    .hasMessageNotContaining("partial");
        }
        AtomicFile.checkFolder(folder.resolve("a/b"));
        assertThat(folder.resolve("a/b")).isEmptyDirectory();
    }
}
