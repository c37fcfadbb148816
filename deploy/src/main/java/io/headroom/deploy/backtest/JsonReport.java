package io.headroom.deploy.backtest;

import io.headroom.model.topic.Json;
import io.headroom.recommender.replay.CpuTotals;
import io.headroom.recommender.replay.MemoryTotals;
import io.headroom.recommender.replay.Protocol;
import io.headroom.recommender.replay.SeriesScore;
import io.headroom.recommender.replay.SetReport;
import io.headroom.recommender.replay.StrategyScore;
import io.headroom.recommender.replay.trace.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** The report for programs: all figures, of sets and of series; null for what is no number. */
public final class JsonReport {
    private static final JsonMapper MAPPER =
            Json.mapper()
                    .rebuild()
                    .disable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .addModule(
                            new SimpleModule("finite")
                                    .addSerializer(Double.class, new FiniteWriter())
                                    .addSerializer(Double.TYPE, new FiniteWriter()))
                    .build();

    private JsonReport() {}

    public static String format(BacktestResult result) {
        return MAPPER.writer()
                        .with(SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsString(report(result))
                + "\n";
    }

    /** The same of a cross-validation. */
    public static String format(Validation validation) {
        return MAPPER.writer()
                        .with(SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsString(validation)
                + "\n";
    }

    private record Report(
            Config config,
            List<SetReport> sets,
            List<Series> series,
            BacktestResult.Left left,
            List<Problem> problems) {}

    private record Config(
            Protocol protocol,
            List<String> strategies,
            List<String> against,
            int resamples,
            long seed) {}

    private record Series(
            String set,
            String series,
            int origins,
            Map<String, Score> strategies,
            List<Double> cheapestCpu,
            double cheapestMemory) {}

    private record Score(CpuTotals cpu, MemoryTotals memory, StrategyScore.Abstained abstained) {}

    private static Report report(BacktestResult result) {
        BacktestRequest request = result.request();
        return new Report(
                new Config(
                        request.protocol(),
                        request.names(),
                        request.against(),
                        request.resamples(),
                        request.seed()),
                result.reports(),
                result.series().stream().map(JsonReport::series).toList(),
                result.left(),
                result.problems());
    }

    private static Series series(SeriesScore score) {
        Map<String, Score> strategies = new LinkedHashMap<>();
        score.strategies()
                .forEach((name, its) ->
                        strategies.put(name, new Score(its.cpu(), its.memory(), its.abstained())));
        return new Series(
                score.set(),
                score.name(),
                score.origins().size(),
                strategies,
                score.cheapestCpu(),
                score.cheapestMemory());
    }

    private static final class FiniteWriter extends StdSerializer<Double> {
        FiniteWriter() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator json, SerializationContext context) {
            if (Double.isFinite(value)) {
                json.writeNumber(value.doubleValue());
            } else {
                json.writeNull();
            }
        }
    }
}
