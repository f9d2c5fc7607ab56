package io.github.djlqat.examples.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.stream.Stream;

/** Runs command lines as a user would, and keeps what they print. */
record Cli(int status, String out, String err) {

    static Cli run(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                Main.run(
                        new PrintWriter(out),
                        new PrintWriter(err),
                        Arrays.stream(args).map(String::valueOf).toArray(String[]::new));
        return new Cli(status, out.toString(), err.toString());
    }

    /** Runs with options added. */
    static Cli run(String command, Object[] more) {
        return run(Stream.concat(Stream.of((Object) command), Arrays.stream(more)).toArray());
    }

    /** Returns the only line of standard error; fails where there is not exactly one. */
    String errorLine() {
        if (err.lines().count() != 1 || !err.endsWith(System.lineSeparator())) {
            throw new AssertionError("expected one line on standard error, found: " + err);
        }
        return err.strip();
    }

    /** Returns the output; fails where the command failed. */
    String ok() {
        if (status != Main.OK || !err.isEmpty()) {
            throw new AssertionError("expected status 0, found " + status + ": " + err + out);
        }
        return out;
    }
}
