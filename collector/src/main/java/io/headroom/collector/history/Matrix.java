package io.headroom.collector.history;

import java.util.List;
import java.util.Map;

/**
 * The answer to a range query.
 *
 * @param warnings in the server's own words: something may be missing
 */
record Matrix(List<Series> series, List<String> warnings) {
    static final Matrix EMPTY = new Matrix(List.of(), List.of());

    Matrix {
        series = List.copyOf(series);
        warnings = List.copyOf(warnings);
    }

    /**
     * Values that were no numbers, and are left out.
     *
     * @param firstAtMillis the time of the first of them
     */
    record NoNumbers(int count, long firstAtMillis) {
        static final NoNumbers NONE = new NoNumbers(0, 0);
    }

    /** The values of one set of labels, by time. */
    static final class Series {
        private final Map<String, String> labels;
        private final long[] atMillis;
        private final double[] values;
        private final NoNumbers noNumbers;

        Series(Map<String, String> labels, long[] atMillis, double[] values) {
            this(labels, atMillis, values, NoNumbers.NONE);
        }

        Series(Map<String, String> labels, long[] atMillis, double[] values, NoNumbers noNumbers) {
            this.labels = Map.copyOf(labels);
            this.atMillis = atMillis;
            this.values = values;
            this.noNumbers = noNumbers;
        }

        /** Empty where there is no such label: Prometheus makes no difference. */
        String label(String name) {
            return labels.getOrDefault(name, "");
        }

        /** A label that another one of the same name may have pushed aside. */
        String own(String name) {
            String exported = label("exported_" + name);
            return exported.isEmpty() ? label(name) : exported;
        }

        int length() {
            return values.length;
        }

        long atMillis(int index) {
            return atMillis[index];
        }

        double value(int index) {
            return values[index];
        }

        NoNumbers noNumbers() {
            return noNumbers;
        }
    }
}
