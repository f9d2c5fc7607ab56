package io.github.djlqat.examples.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;

/** The entry point of the {@code qat} command. */
public final class Main {

    /** All went well. */
    public static final int OK = 0;

    /** The command was understood and failed. */
    public static final int FAILURE = 1;

    /** The command line was not understood. */
    public static final int USAGE = 2;

    private Main() {}

    /** Interrupted by a signal: 128 and SIGINT's number, as shells have it. */
    private static final int INTERRUPTED = 130;

    /** Runs the command and ends the JVM with its exit status. */
    public static void main(String[] args) {
        AtomicBoolean done = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> haltUnless(done)));
        int status =
                run(
                        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                        args);
        System.out.flush();
        done.set(true);
        System.exit(status);
    }

    /**
     * Ends the JVM at once when a signal comes in the middle: an orderly end would take PyTorch's
     * memory from under the threads that still compute, and crash.
     */
    private static void haltUnless(AtomicBoolean done) {
        if (!done.get()) {
            Runtime.getRuntime().halt(INTERRUPTED);
        }
    }

    /**
     * Runs one command line.
     *
     * @param out where results go
     * @param err where errors go: one line each, but for {@code --verbose}
     * @param args as typed after {@code qat}
     * @return {@link #OK}, {@link #FAILURE} or {@link #USAGE}
     */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        CommandLine line =
                new CommandLine(new QatCommand())
                        .setOut(out)
                        .setErr(err)
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .setUsageHelpAutoWidth(false)
                        .setUsageHelpWidth(100)
                        .setUsageHelpLongOptionsMaxWidth(34)
                        .setParameterExceptionHandler(Main::usageError)
                        .setExecutionExceptionHandler((e, command, parsed) -> failure(command, e));
        try {
            return line.execute(args);
        } catch (OutOfMemoryError | StackOverflowError | LinkageError e) {
            return failure(line, e);
        } finally {
            out.flush();
            err.flush();
        }
    }

    private static int usageError(CommandLine.ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().printf("%s: %s (see '%s --help')%n", name, Errors.oneLine(usage(e)), name);
        if (Arrays.asList(args).contains("--verbose")) {
            e.printStackTrace(command.getErr());
        }
        return USAGE;
    }

    private static String usage(CommandLine.ParameterException e) {
        Map<String, CommandLine> commands = e.getCommandLine().getSubcommands();
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched && !commands.isEmpty()) {
            return String.format(
                    "expected a command (%s), found '%s'",
                    String.join(", ", commands.keySet()), unmatched.getUnmatched().get(0));
        }
        String message = e.getMessage();
        return message.startsWith("Error: ") ? message.substring("Error: ".length()) : message;
    }

    private static int failure(CommandLine command, Throwable e) {
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().printf("%s: %s%n", name, Errors.describe(e));
        QatCommand root = (QatCommand) command.getCommandSpec().root().userObject();
        if (root.verbose()) {
            e.printStackTrace(command.getErr());
        }
        return FAILURE;
    }
}
