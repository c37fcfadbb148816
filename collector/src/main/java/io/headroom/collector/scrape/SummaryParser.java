package io.headroom.collector.scrape;

import io.headroom.collector.scrape.PodUsage.ContainerUsage;
import io.headroom.model.topic.Json;
import io.headroom.model.usage.CpuReading;
import io.headroom.model.usage.MemoryReading;
import io.headroom.model.usage.PressureReading;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * Reads the kubelet's {@code /stats/summary}. Of the document only one pod at a time is held as a
 * tree; every field may be absent or of another type than documented.
 */
final class SummaryParser {
    private SummaryParser() {}

    static List<PodUsage> parse(byte[] body, Tally tally) throws UnreadableAnswerException {
        List<PodUsage> pods = new ArrayList<>();
        boolean found = false;
        try (JsonParser json = Json.mapper().createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new UnreadableAnswerException("not a JSON object");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals("pods") && value == JsonToken.START_ARRAY) {
                    found = true;
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        JsonNode pod = json.readValueAsTree();
                        addPod(pods, pod, tally);
                    }
                } else {
                    found |= name.equals("pods");
                    json.skipChildren();
                }
            }
            if (json.currentToken() != JsonToken.END_OBJECT) {
                throw new UnreadableAnswerException("ends in the middle");
            }
        } catch (JacksonException e) {
            throw new UnreadableAnswerException("not JSON: " + e.getOriginalMessage());
        }
        if (!found) {
            throw new UnreadableAnswerException("no list of pods in it");
        }
        return pods;
    }

    private static void addPod(List<PodUsage> pods, JsonNode pod, Tally tally) {
        JsonNode reference = pod.path("podRef");
        String namespace = text(reference, "namespace");
        String name = text(reference, "name");
        if (namespace == null || name == null) {
            tally.missing("pod");
            return;
        }
        List<ContainerUsage> containers = new ArrayList<>();
        for (JsonNode container : pod.path("containers")) {
            String containerName = text(container, "name");
            if (containerName == null) {
                tally.missing("container");
            } else {
                containers.add(
                        new ContainerUsage(
                                containerName,
                                time(container, "startTime"),
                                cpu(container, tally),
                                memory(container, tally),
                                pressure(container)));
            }
        }
        pods.add(new PodUsage(namespace, name, text(reference, "uid"), containers));
    }

    private static @Nullable CpuReading cpu(JsonNode container, Tally tally) {
        JsonNode cpu = container.path("cpu");
        // usageNanoCores is left alone: the kubelet computes it now and then, for its own use
        Long nanos = counter(cpu, "usageCoreNanoSeconds", tally);
        return nanos == null ? null : new CpuReading.Counter(time(cpu, "time"), nanos, null);
    }

    private static @Nullable MemoryReading memory(JsonNode container, Tally tally) {
        JsonNode memory = container.path("memory");
        Long workingSet = counter(memory, "workingSetBytes", tally);
        return workingSet == null
                ? null
                : new MemoryReading(
                        time(memory, "time"),
                        workingSet,
                        counter(memory, "rssBytes", tally),
                        counter(container.path("swap"), "swapUsageBytes", tally));
    }

    private static @Nullable PressureReading pressure(JsonNode container) {
        JsonNode cpu = container.path("cpu").path("psi");
        JsonNode memory = container.path("memory").path("psi");
        JsonNode io = container.path("io").path("psi");
        if (cpu.isMissingNode() && memory.isMissingNode() && io.isMissingNode()) {
            return null;
        }
        return new PressureReading(
                total(cpu, "some"),
                total(cpu, "full"),
                total(memory, "some"),
                total(memory, "full"),
                total(io, "some"),
                total(io, "full"));
    }

    private static @Nullable Long total(JsonNode pressure, String part) {
        JsonNode total = pressure.path(part).path("total");
        return total.canConvertToExactIntegral()
                        && total.canConvertToLong()
                        && total.longValue() >= 0
                ? total.longValue()
                : null;
    }

    /** A whole number that cannot be negative. */
    private static @Nullable Long counter(JsonNode parent, String field, Tally tally) {
        JsonNode value = parent.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            tally.count(Tally.Sample.INVALID);
            return null;
        }
        return value.longValue();
    }

    private static @Nullable Instant time(JsonNode parent, String field) {
        String text = text(parent, field);
        if (text == null) {
            return null;
        }
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            // Go writes a time that was never set as the year 1
            return time.getEpochSecond() <= 0 ? null : time;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static @Nullable String text(JsonNode parent, String field) {
        JsonNode value = parent.path(field);
        return value.isString() && !value.stringValue().isEmpty() ? value.stringValue() : null;
    }
}
