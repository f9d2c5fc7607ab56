package io.github.djlqat.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MainTest {

    static Set<String> commands() {
        Set<String> names =
                new TreeSet<>(new CommandLine(new QatCommand()).getSubcommands().keySet());
        names.remove("help");
        return names;
    }

    @Test
    void noCommandIsAUsageError() {
        Cli cli = Cli.run();
        assertThat(cli.status()).isEqualTo(Main.USAGE);
        assertThat(cli.errorLine())
                .startsWith("qat: expected a command (")
                .endsWith("found none (see 'qat --help')");
    }

    @Test
    void unknownCommandIsNamed() {
        Cli cli = Cli.run("tarin");
        assertThat(cli.status()).isEqualTo(Main.USAGE);
        assertThat(cli.errorLine()).contains("expected a command (").contains("found 'tarin'");
    }

    @Test
    void helpListsEveryCommand() {
        assertThat(Cli.run("--help").ok()).contains(commands()).contains("Examples:");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelpWithExamples(String command) {
        String help = Cli.run(command, "--help").ok();
        assertThat(help).startsWith("Usage: qat " + command).contains("Example");
        assertThat(help.lines()).allMatch(line -> line.length() <= 100);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandRefusesAnUnknownOptionInOneLine(String command) {
        Cli cli = Cli.run(command, "--no-such-option");
        assertThat(cli.status()).isEqualTo(Main.USAGE);
        assertThat(cli.errorLine()).endsWith("(see 'qat " + command + " --help')");
        assertThat(cli.out()).isEmpty();
    }
}
