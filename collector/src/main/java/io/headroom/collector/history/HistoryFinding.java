package io.headroom.collector.history;

import io.headroom.model.cluster.Finding.Severity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What an import came to, as an operator is told. */
record HistoryFinding(Severity severity, String message) {

    /**
     * One sentence on what was imported, and one on each thing that is missing.
     *
     * @param from the URL of the Prometheus
     */
    static HistoryFinding of(Imported imported, String from) {
        if (imported.failure().isPresent() && imported.readings() == 0) {
            return new HistoryFinding(
                    Severity.WARNING,
                    "no history was imported from " + from + ": " + imported.failure().get());
        }
        StringBuilder message = new StringBuilder();
        message.append("history from ")
                .append(minute(imported.from()))
                .append(" to ")
                .append(minute(imported.to()))
                .append(" was imported from ")
                .append(from)
                .append(", ")
                .append(imported.containers())
                .append(" containers");
        if (imported.readings() == 0) {
            message.append(", but it holds nothing of the workloads there are");
        }
        imported.failure()
                .ifPresent(failure -> message.append("; then it ended: ").append(failure));
        for (Imported.Gap gap : imported.gaps()) {
            message.append("; nothing from ")
                    .append(minute(gap.from()))
                    .append(" to ")
                    .append(minute(gap.to()))
                    .append(": ")
                    .append(gap.reason());
        }
        List<Unusable> unusable = imported.left().unusable();
        if (!unusable.isEmpty()) {
            Unusable first = unusable.getFirst();
            message.append("; ")
                    .append(unusable.stream().mapToLong(Unusable::count).sum())
                    .append(" values cannot be right and were left out, the first of ")
                    .append(first.container())
                    .append(" at ")
                    .append(minute(first.first()))
                    .append(": ")
                    .append(first.what());
        }
        imported.warnings().stream()
                .limit(3)
                .forEach(warning -> message.append("; it warned: ").append(warning));
        boolean whole = imported.readings() > 0 && imported.whole() && unusable.isEmpty();
        return new HistoryFinding(whole ? Severity.INFO : Severity.WARNING, message.toString());
    }

    private static Instant minute(Instant at) {
        return at.truncatedTo(ChronoUnit.MINUTES);
    }
}
