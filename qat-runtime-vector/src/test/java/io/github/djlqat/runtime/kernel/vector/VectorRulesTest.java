package io.github.djlqat.runtime.kernel.vector;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.djlqat.runtime.testing.FloatScanner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What these kernels may use, and that they compile to not one floating-point instruction. */
class VectorRulesTest {

    private static final String RUNTIME = "io.github.djlqat.runtime";
    private static final String HERE = VectorRulesTest.class.getPackageName();

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages(HERE);

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
                        "jdk.incubator.vector..",
                        // Compile-time annotations; absent at run time without harm.
                        "org.jspecify.annotations..")
                .check(CLASSES);
    }

    @Test
    void onlyTheProviderIsForOthers() {
        assertThat(CLASSES.stream().filter(c -> c.getModifiers().contains(JavaModifier.PUBLIC)))
                .singleElement()
                .satisfies(c -> assertThat(c.isEquivalentTo(VectorKernels.class)).isTrue());
    }

    @Test
    void kernelsHoldNoFloatingPoint() throws Exception {
        Path root =
                Path.of(
                        VectorKernels.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        List<String> found = new ArrayList<>();
        int scanned = 0;
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                found.addAll(FloatScanner.scan(Files.readAllBytes(file)));
                scanned++;
            }
        }
        assertThat(scanned).isGreaterThan(15);
        assertThat(found).isEmpty();
    }
}
