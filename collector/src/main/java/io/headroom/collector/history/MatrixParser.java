package io.headroom.collector.history;

import io.headroom.collector.history.PrometheusException.Why;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the answer to a range query as it comes in. One that is cut off, or is no answer of a
 * Prometheus, is refused as a whole.
 */
final class MatrixParser {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser json;
    private final long maxValues;
    private final List<Matrix.Series> series = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private long read;
    private boolean success;
    private boolean found;

    private MatrixParser(JsonParser json, long maxValues) {
        this.json = json;
        this.maxValues = maxValues;
    }

    /**
     * Reads a whole answer.
     *
     * @param maxValues a longer answer is refused as too large
     */
    static Matrix parse(InputStream body, long maxValues) throws PrometheusException {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
            return new MatrixParser(json, maxValues).answer();
        } catch (JacksonException e) {
            throw unreadable("its answer is no JSON or ends in the middle", e);
        } catch (NumberFormatException e) {
            throw unreadable("a value in its answer is no number", e);
        }
    }

    private Matrix answer() throws PrometheusException {
        expect(json.nextToken(), JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "status" -> success = "success".equals(json.getValueAsString());
                case "data" -> data(value);
                case "warnings" -> warnings(value);
                default -> json.skipChildren();
            }
        }
        expect(json.currentToken(), JsonToken.END_OBJECT);
        if (!success || !found) {
            throw unreadable("its answer holds no matrix", null);
        }
        return new Matrix(series, warnings);
    }

    private void data(JsonToken first) throws PrometheusException {
        expect(first, JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("result") && value == JsonToken.START_ARRAY) {
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    series.add(series());
                }
                expect(json.currentToken(), JsonToken.END_ARRAY);
            } else if (name.equals("resultType")) {
                found = "matrix".equals(json.getValueAsString());
            } else {
                json.skipChildren();
            }
        }
        expect(json.currentToken(), JsonToken.END_OBJECT);
    }

    private Matrix.Series series() throws PrometheusException {
        Map<String, String> labels = new HashMap<>();
        Values values = new Values();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken first = json.nextToken();
            if (name.equals("metric") && first == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                    String label = json.currentName();
                    json.nextToken();
                    labels.put(label, Objects.requireNonNullElse(json.getValueAsString(), ""));
                }
            } else if (name.equals("values") && first == JsonToken.START_ARRAY) {
                while (json.nextToken() == JsonToken.START_ARRAY) {
                    value(values);
                }
                expect(json.currentToken(), JsonToken.END_ARRAY);
            } else {
                json.skipChildren();
            }
        }
        expect(json.currentToken(), JsonToken.END_OBJECT);
        return values.series(labels);
    }

    private void value(Values values) throws PrometheusException {
        json.nextToken();
        long at = Math.round(json.getDoubleValue() * 1_000);
        json.nextToken();
        double value = number(Objects.requireNonNullElse(json.getValueAsString(), ""));
        expect(json.nextToken(), JsonToken.END_ARRAY);
        if (++read > maxValues) {
            throw new PrometheusException(
                    Why.TOO_LARGE, "its answer has more than " + maxValues + " values");
        }
        values.add(at, value);
    }

    /** The values of one series as they come. */
    private static final class Values {
        private long[] times = new long[16];
        private double[] values = new double[16];
        private int length;
        private int noNumbers;
        private long firstNoNumberMillis;

        void add(long atMillis, double value) {
            if (!Double.isFinite(value)) {
                firstNoNumberMillis = noNumbers == 0 ? atMillis : firstNoNumberMillis;
                noNumbers++;
                return;
            }
            if (length == times.length) {
                times = Arrays.copyOf(times, length * 2);
                values = Arrays.copyOf(values, length * 2);
            }
            times[length] = atMillis;
            values[length++] = value;
        }

        Matrix.Series series(Map<String, String> labels) {
            return new Matrix.Series(
                    labels,
                    Arrays.copyOf(times, length),
                    Arrays.copyOf(values, length),
                    new Matrix.NoNumbers(noNumbers, firstNoNumberMillis));
        }
    }

    private void warnings(JsonToken first) {
        if (first != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        for (JsonToken next = json.nextToken();
                next != null && next != JsonToken.END_ARRAY;
                next = json.nextToken()) {
            if (next.isStructStart()) {
                json.skipChildren();
            } else {
                warnings.add(Objects.requireNonNullElse(json.getValueAsString(), ""));
            }
        }
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static void expect(JsonToken found, JsonToken expected) throws PrometheusException {
        if (found != expected) {
            throw unreadable("its answer is not shaped as a Prometheus' is", null);
        }
    }

    private static PrometheusException unreadable(String what, @Nullable Throwable cause) {
        PrometheusException unreadable = new PrometheusException(Why.UNREADABLE, what);
        if (cause != null) {
            unreadable.initCause(cause);
        }
        return unreadable;
    }
}
