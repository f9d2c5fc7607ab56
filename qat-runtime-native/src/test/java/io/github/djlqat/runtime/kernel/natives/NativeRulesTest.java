package io.github.djlqat.runtime.kernel.natives;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What these kernels may use, in Java and in C. */
class NativeRulesTest {

    private static final String RUNTIME = "io.github.djlqat.runtime";

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages(NativeRulesTest.class.getPackageName());

    /** No floating point, no allocation, no threads, no input or output. */
    private static final Pattern FORBIDDEN =
            Pattern.compile(
                    "\\b(float|double|malloc|calloc|realloc|free|printf|pthread\\w*|\\w+_p[sd]|\\w+_s[sd]"
                            + "|float\\d+x\\d+_t|\\w+_f32)\\b");

    private static final Pattern INCLUDE = Pattern.compile("#include [<\"]([^>\"]+)[>\"]");

    @Test
    void theyKnowTheContractAndTheJdk() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        RUNTIME + ".kernel..",
                        RUNTIME + ".arithmetic",
                        RUNTIME + ".graph",
                        "java..",
                        // Compile-time annotations; absent at run time without harm.
                        "org.jspecify.annotations..")
                .check(CLASSES);
    }

    @Test
    void onlyTheProviderIsForOthers() {
        assertThat(CLASSES.stream().filter(c -> c.getModifiers().contains(JavaModifier.PUBLIC)))
                .singleElement()
                .satisfies(c -> assertThat(c.isEquivalentTo(NativeKernels.class)).isTrue());
    }

    @Test
    void theLibraryIsPlainC() throws Exception {
        List<String> found = new ArrayList<>();
        int scanned = 0;
        try (Stream<Path> files = Files.list(Path.of("src/main/c"))) {
            for (Path file : files.toList()) {
                String code = Files.readString(file).replaceAll("(?s)/\\*.*?\\*/", "");
                Matcher word = FORBIDDEN.matcher(code);
                while (word.find()) {
                    found.add(file.getFileName() + ": " + word.group());
                }
                Matcher include = INCLUDE.matcher(code);
                while (include.find()) {
                    String header = include.group(1);
                    boolean own = Files.exists(file.resolveSibling(header));
                    boolean fine =
                            List.of(
                                            "stddef.h",
                                            "stdint.h",
                                            "string.h",
                                            "immintrin.h",
                                            "arm_neon.h",
                                            "sys/auxv.h")
                                    .contains(header);
                    if (!own && !fine) {
                        found.add(file.getFileName() + ": " + header);
                    }
                }
                scanned++;
            }
        }
        assertThat(found).isEmpty();
        assertThat(scanned).isGreaterThan(12);
    }
}
