package io.headroom.collector.scrape;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the Prometheus text format, strictly: a line that is not in it makes the whole text
 * unreadable, because a half-understood one would give wrong numbers.
 */
final class TextFormat {
    private final String line;
    private int at;

    private TextFormat(String line) {
        this.line = line;
    }

    /** Takes each sample. */
    @FunctionalInterface
    interface Receiver {
        /**
         * Takes one.
         *
         * @param value as it is written: a number, {@code NaN}, {@code +Inf} or {@code -Inf}
         * @param timestampMillis null where the line has none
         */
        void sample(
                String name,
                Map<String, String> labels,
                String value,
                @Nullable Long timestampMillis);
    }

    static void parse(byte[] body, Receiver receiver) throws UnreadableAnswerException {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableAnswerException("not UTF-8");
        }
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            if (end < 0) {
                throw new UnreadableAnswerException("ends in the middle of a line");
            }
            String line = text.substring(start, end).strip();
            if (!line.isEmpty() && line.charAt(0) != '#') {
                new TextFormat(line).readSample(receiver);
            }
            start = end + 1;
        }
    }

    private void readSample(Receiver receiver) throws UnreadableAnswerException {
        String name = readName();
        Map<String, String> labels = new HashMap<>();
        skipBlanks();
        if (peek() == '{') {
            at++;
            readLabels(labels);
        }
        String value = readWord();
        if (!isNumber(value)) {
            throw unreadable("no value");
        }
        String timestamp = readWord();
        skipBlanks();
        if (at < line.length()) {
            throw unreadable("more than a value and a timestamp");
        }
        receiver.sample(name, labels, value, timestamp.isEmpty() ? null : millis(timestamp));
    }

    private void readLabels(Map<String, String> labels) throws UnreadableAnswerException {
        while (true) {
            skipBlanks();
            if (peek() == '}') {
                at++;
                return;
            }
            String label = readName();
            skipBlanks();
            expect('=');
            skipBlanks();
            expect('"');
            labels.put(label, readQuoted());
            skipBlanks();
            if (peek() == ',') {
                at++;
            } else if (peek() != '}') {
                throw unreadable("labels do not end");
            }
        }
    }

    private String readQuoted() throws UnreadableAnswerException {
        StringBuilder value = new StringBuilder();
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            if (c != '\\') {
                value.append(c);
            } else {
                char escaped = at < line.length() ? line.charAt(at++) : '\0';
                switch (escaped) {
                    case '\\', '"' -> value.append(escaped);
                    case 'n' -> value.append('\n');
                    default -> throw unreadable("unknown escape");
                }
            }
        }
        throw unreadable("a label's value does not end");
    }

    private String readName() throws UnreadableAnswerException {
        int start = at;
        while (at < line.length() && isNameCharacter(line.charAt(at), at == start)) {
            at++;
        }
        if (at == start) {
            throw unreadable("no name");
        }
        return line.substring(start, at);
    }

    private String readWord() {
        skipBlanks();
        int start = at;
        while (at < line.length() && line.charAt(at) != ' ' && line.charAt(at) != '\t') {
            at++;
        }
        return line.substring(start, at);
    }

    private void expect(char expected) throws UnreadableAnswerException {
        if (peek() != expected) {
            throw unreadable("no " + expected);
        }
        at++;
    }

    private char peek() {
        return at < line.length() ? line.charAt(at) : '\0';
    }

    private void skipBlanks() {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
    }

    private long millis(String timestamp) throws UnreadableAnswerException {
        try {
            return Long.parseLong(timestamp);
        } catch (NumberFormatException e) {
            throw unreadable("the timestamp is no number");
        }
    }

    /**
     * A sample's value, where it is an amount that may be: not negative, below 1e18, and with no
     * more digits after the point than a double may have; null where it is not.
     */
    static @Nullable BigDecimal amount(String value) {
        try {
            BigDecimal number = new BigDecimal(value);
            return number.signum() >= 0
                            && number.precision() - number.scale() <= 18
                            && number.scale() <= 1_100
                    ? number
                    : null;
        } catch (NumberFormatException e) {
            return null; // NaN and the infinities
        }
    }

    /** Rounded, and at most what a long holds. */
    static long whole(BigDecimal number) {
        BigDecimal rounded = number.setScale(0, RoundingMode.HALF_UP);
        return rounded.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
    }

    private static boolean isNumber(String value) {
        return switch (value) {
            case "NaN", "+Inf", "-Inf", "Inf" -> true;
            default -> isFiniteNumber(value);
        };
    }

    private static boolean isFiniteNumber(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!(c >= '0' && c <= '9') && "+-.eE".indexOf(c) < 0) {
                return false;
            }
        }
        try {
            return !value.isEmpty() && Double.isFinite(Double.parseDouble(value));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isNameCharacter(char c, boolean first) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '_'
                || c == ':'
                || (!first && c >= '0' && c <= '9');
    }

    private UnreadableAnswerException unreadable(String what) {
        String shown = line.length() <= 80 ? line : line.substring(0, 80) + "…";
        return new UnreadableAnswerException(what + " in: " + shown);
    }
}
