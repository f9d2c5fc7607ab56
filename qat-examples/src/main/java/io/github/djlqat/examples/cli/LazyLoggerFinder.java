package io.github.djlqat.examples.cli;

import java.util.ResourceBundle;
import org.slf4j.LoggerFactory;

/**
 * Passes the runtime's {@link System.Logger} to SLF4J, once there is a log to write: Log4j takes
 * half a second to start, and {@code qat run} does not need it.
 */
public final class LazyLoggerFinder extends System.LoggerFinder {

    private static volatile boolean enabled;

    /** Passes messages on from now on. */
    static void enable() {
        enabled = true;
    }

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new LazyLogger(name);
    }

    private record LazyLogger(String name) implements System.Logger {

        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return enabled
                    && level != Level.OFF
                    && LoggerFactory.getLogger(name).isEnabledForLevel(slf4j(level));
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            if (isLoggable(level)) {
                LoggerFactory.getLogger(name).atLevel(slf4j(level)).setCause(thrown).log(message);
            }
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
            if (isLoggable(level)) {
                String text =
                        parameters == null || parameters.length == 0
                                ? format
                                : java.text.MessageFormat.format(format, parameters);
                log(level, bundle, text, (Throwable) null);
            }
        }

        private static org.slf4j.event.Level slf4j(Level level) {
            return switch (level) {
                case ERROR -> org.slf4j.event.Level.ERROR;
                case WARNING -> org.slf4j.event.Level.WARN;
                case INFO -> org.slf4j.event.Level.INFO;
                case DEBUG -> org.slf4j.event.Level.DEBUG;
                default -> org.slf4j.event.Level.TRACE;
            };
        }
    }
}
