package io.headroom.deploy.incidents;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a component has to say of an object, and the ways in which its recorder may write it.
 *
 * @param at when it happened
 */
record Said(
        ObjectReference about,
        String type,
        String reason,
        String note,
        Instant at,
        Map<String, String> annotations) {
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final String COMBINED = "(combined from similar events): ";

    /** How long before it something like it had been said. */
    private static final Duration EARLIER = Duration.ofMinutes(20);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    static Said of(ObjectReference about, String type, String reason, String note, Instant at) {
        return new Said(about, type, reason, note, at, Map.of());
    }

    Said annotated(Map<String, String> more) {
        return new Said(about, type, reason, note, at, more);
    }

    Said about(ObjectReference other) {
        return new Said(other, type, reason, note, at, annotations);
    }

    Said at(Instant other) {
        return new Said(about, type, reason, note, other, annotations);
    }

    /** As kubelets and controllers write it: an event of the core group. */
    String write(KubernetesClient api) {
        String name = name();
        String second = at.truncatedTo(ChronoUnit.SECONDS).toString();
        api.v1()
                .events()
                .inNamespace(namespace())
                .resource(core(name).withFirstTimestamp(second).withLastTimestamp(second).build())
                .create();
        return name;
    }

    /**
     * As the same recorder writes it when it was too much: others like it were written before, and
     * this one is added to them, with its time, its words and a count.
     */
    void writeMerged(KubernetesClient api) {
        mergeInto(writeEarlier(api), api);
    }

    /** Something like it, of before; gives the event's name. */
    String writeEarlier(KubernetesClient api) {
        return at(at.minus(EARLIER)).write(api);
    }

    void mergeInto(String name, KubernetesClient api) {
        api.v1()
                .events()
                .inNamespace(namespace())
                .withName(name)
                .edit(event ->
                        event.edit()
                                .withMessage(COMBINED + note)
                                .withCount(12)
                                .withLastTimestamp(at.truncatedTo(ChronoUnit.SECONDS).toString())
                                .build());
    }

    /** As the newer recorder writes what goes on: one event, whose series is updated. */
    void writeSeries(KubernetesClient api) {
        String name = name();
        var events = api.events().v1().events().inNamespace(namespace());
        events.resource(
                        new io.fabric8.kubernetes.api.model.events.v1.EventBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .withAnnotations(annotations)
                                .endMetadata()
                                .withEventTime(new MicroTime(MICROS.format(at.minus(EARLIER))))
                                .withReportingController("component")
                                .withReportingInstance("component-0")
                                .withAction("Act")
                                .withType(type)
                                .withReason(reason)
                                .withNote(note)
                                .withRegarding(about)
                                .build())
                .create();
        events.withName(name)
                .edit(event ->
                        event.edit()
                                .withNewSeries()
                                .withCount(2)
                                .withLastObservedTime(new MicroTime(MICROS.format(at)))
                                .endSeries()
                                .build());
    }

    private EventBuilder core(String name) {
        return new EventBuilder()
                .withNewMetadata()
                .withName(name)
                .withAnnotations(annotations)
                .endMetadata()
                .withInvolvedObject(about)
                .withType(type)
                .withReason(reason)
                .withMessage(note)
                .withCount(1)
                .withNewSource("component", "component-0");
    }

    private String name() {
        return about.getName() + ".said-" + NUMBER.incrementAndGet();
    }

    private String namespace() {
        return about.getNamespace() == null ? "default" : about.getNamespace();
    }
}
