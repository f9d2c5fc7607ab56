package io.github.djlqat.onnx;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void knowsTheRuntimeAndProtobufAlone() {
        JavaClasses own =
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .withImportOption(place -> !place.contains("/onnx/proto/"))
                        .importPackages("io.github.djlqat.onnx");
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "io.github.djlqat.onnx..",
                        "io.github.djlqat.runtime",
                        "io.github.djlqat.runtime.graph",
                        "io.github.djlqat.runtime.lower",
                        "com.google.protobuf..",
                        "org.jspecify..")
                .check(own);
    }
}
