package io.headroom.deploy.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.headroom.deploy.config.LogConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the log to standard error in the form that the settings ask for. */
public final class Logging {
    private static final String LINE = "%d{HH:mm:ss.SSS} %-5level %logger{20} %msg %kvp";

    private Logging() {}

    /**
     * Replaces whatever was set up before.
     *
     * @param quiet whether only warnings are wanted where the settings name no level
     */
    public static void apply(LogConfig config, boolean quiet) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        var level =
                Level.convertAnSLF4JLevel(
                        config.level()
                                .orElse(
                                        quiet
                                                ? org.slf4j.event.Level.WARN
                                                : org.slf4j.event.Level.INFO));
        boolean debug = level.equals(Level.DEBUG);
        context.reset();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder(config, context, debug));
        appender.start();
        // Others' libraries warn about what they mend themselves; Headroom says what matters of it.
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(debug ? Level.INFO : Level.ERROR);
        root.addAppender(appender);
        context.getLogger("io.headroom").setLevel(level);
        if (!debug) {
            // The broker's end is told in a sentence (EmbeddedKafka), not as it looks from inside.
            context.getLogger("kafka").setLevel(Level.OFF);
            context.getLogger("org.apache.kafka").setLevel(Level.OFF);
            context.getLogger("state").setLevel(Level.OFF);
            // A client that is closed says goodbye on its watches after its threads have ended.
            context.getLogger("io.netty.util.concurrent.DefaultPromise.rejectedExecution")
                    .setLevel(Level.OFF);
        }
    }

    private static Encoder<ILoggingEvent> encoder(
            LogConfig config, LoggerContext context, boolean debug) {
        if (config.format() == LogConfig.Format.JSON) {
            JsonEncoder encoder = new JsonEncoder();
            encoder.setContext(context);
            encoder.setWithFormattedMessage(true);
            encoder.setWithMessage(false);
            encoder.setWithArguments(false);
            encoder.setWithContext(false);
            encoder.setWithSequenceNumber(false);
            encoder.start();
            return encoder;
        }
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        // A stack trace is for whoever asked for debugging; others get the exception's own words.
        encoder.setPattern(
                LINE + (debug ? "%n%ex" : "%replace( %ex{1}){'[\\r\\n].*', ''}%nopex%n"));
        encoder.start();
        return encoder;
    }
}
