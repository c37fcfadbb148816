package io.headroom.deploy.config;

import io.headroom.model.settings.Settings;
import java.util.Map;
import java.util.Optional;
import org.slf4j.event.Level;

/**
 * What is logged, and in which form. Always on standard error.
 *
 * @param level empty for what suits the command
 */
public record LogConfig(Format format, Optional<Level> level) {

    /** One line of text, or one JSON object a line. */
    public enum Format {
        TEXT,
        JSON
    }

    static LogConfig from(Settings settings) {
        return new LogConfig(
                settings.choice(
                        "log.format",
                        Format.TEXT,
                        Map.of("text", Format.TEXT, "json", Format.JSON),
                        "text or json, on standard error"),
                settings.choice(
                        "log.level",
                        Optional.<Level>empty(),
                        Map.of(
                                "auto",
                                Optional.empty(),
                                "error",
                                Optional.of(Level.ERROR),
                                "warn",
                                Optional.of(Level.WARN),
                                "info",
                                Optional.of(Level.INFO),
                                "debug",
                                Optional.of(Level.DEBUG)),
                        "error, warn, info, debug (with stack traces) or auto: warn for demo and"
                                + " --once, else info"));
    }
}
