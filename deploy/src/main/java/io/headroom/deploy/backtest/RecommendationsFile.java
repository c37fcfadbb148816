package io.headroom.deploy.backtest;

import io.headroom.recommender.replay.SeriesScore;
import io.headroom.recommender.size.Amounts;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * What a strategy advised, one row for each origin: {@code
 * set,series,origin,cpu_request_cores,memory_request_bytes}, origins in unix seconds, an empty cell
 * where it abstained.
 */
public final class RecommendationsFile {
    private static final String HEADER =
            "set,series,origin,cpu_request_cores,memory_request_bytes\n";

    private RecommendationsFile() {}

    public static void write(Path file, BacktestResult result) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            write(out, result.series(), result.judged());
        }
    }

    static void write(Writer out, List<SeriesScore> series, String strategy) throws IOException {
        out.write(HEADER);
        for (SeriesScore score : series) {
            List<Amounts> advice = score.strategy(strategy).advice();
            for (int i = 0; i < advice.size(); i++) {
                out.write(
                        CsvRow.of(
                                score.set(),
                                score.name(),
                                seconds(score.origins().get(i)),
                                number(advice.get(i).cpuCores()),
                                number(advice.get(i).memoryBytes())));
            }
        }
    }

    private static String seconds(Instant origin) {
        return BigDecimal.valueOf(origin.toEpochMilli(), 3).stripTrailingZeros().toPlainString();
    }

    private static String number(double amount) {
        return Double.isNaN(amount) ? "" : Double.toString(amount);
    }
}
