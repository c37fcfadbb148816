package io.headroom.deploy.events;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.headroom.deploy.events.EventMetrics.Result;
import io.headroom.deploy.events.ToldEvents.Todo;
import io.headroom.deploy.events.ToldEvents.What;
import io.headroom.model.WorkloadRef;
import io.headroom.model.assessment.Incident;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes incidents as events to the API server, while this process leads. */
public final class EventPublisher implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(EventPublisher.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int INVALID = 422;

    private final KubernetesClient kubernetes;
    private final Incidents incidents;
    private final BooleanSupplier leader;
    private final String instance;
    private final EventMetrics metrics;
    private final InstantSource clock;
    private final ToldEvents told;
    private final Thread thread;
    private boolean warned;

    /** What is known of incidents and of the workloads that they befell. */
    public interface Incidents {

        /** The latest ones, in any order. */
        Collection<Incident> latest();

        /** The UID of a workload's own object; empty where it is not known. */
        Optional<String> uid(WorkloadRef workload);
    }

    /**
     * Starts writing.
     *
     * @param planned whether what was planned is written as well
     * @param leader whether this process is the one that writes; asked again and again
     */
    public static EventPublisher start(
            KubernetesClient kubernetes,
            Incidents incidents,
            boolean planned,
            BooleanSupplier leader,
            EventMetrics metrics,
            InstantSource clock) {
        EventPublisher publisher =
                new EventPublisher(kubernetes, incidents, planned, leader, metrics, clock);
        publisher.thread.start();
        return publisher;
    }

    EventPublisher(
            KubernetesClient kubernetes,
            Incidents incidents,
            boolean planned,
            BooleanSupplier leader,
            EventMetrics metrics,
            InstantSource clock) {
        this.kubernetes = kubernetes;
        this.incidents = incidents;
        this.leader = leader;
        this.instance = System.getenv().getOrDefault("HOSTNAME", "headroom");
        this.metrics = metrics;
        this.clock = clock;
        this.told = new ToldEvents(planned);
        this.thread = Thread.ofVirtual().name("kubernetes-events").unstarted(this::run);
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            boolean _ = thread.join(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                writeWhatIsDue();
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One round; an error of the API server's ends it, and the next one goes on. */
    void writeWhatIsDue() {
        Instant now = clock.instant();
        if (!leader.getAsBoolean()) {
            return;
        }
        List<Todo> due = told.next(incidents.latest(), now);
        metrics.count(Result.EXPIRED, told.takeExpired());
        for (Todo todo : due) {
            if (!leader.getAsBoolean()) {
                return;
            }
            try {
                write(todo, now);
            } catch (KubernetesClientException e) {
                if (!failed(todo.incident(), e, now)) {
                    return;
                }
            }
        }
    }

    private void write(Todo todo, Instant now) {
        Incident incident = todo.incident();
        if (todo.what() == What.COUNT) {
            count(incident, now);
            return;
        }
        boolean starved = todo.what() == What.STARVED;
        String apiVersion = IncidentEvent.apiVersion(incident.workload()).orElse(null);
        String uid = incidents.uid(incident.workload()).orElse(null);
        if (apiVersion == null || uid == null) {
            metrics.count(Result.UNKNOWN_WORKLOAD);
            told.refused(incident, now);
            told.starved(incident);
            return;
        }
        boolean created =
                create(
                        starved
                                ? IncidentEvent.starved(incident, apiVersion, uid, instance)
                                : IncidentEvent.of(incident, apiVersion, uid, instance));
        metrics.count(created ? Result.CREATED : Result.EXISTED);
        if (starved) {
            told.starved(incident);
        } else {
            // of one that existed it is not known how much was told then: the next count is
            told.written(incident, created ? IncidentEvent.count(incident) : 1, now);
        }
    }

    /** Whether it was not there before. */
    private boolean create(Event event) {
        try {
            Event _ = kubernetes.resource(event).create();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                throw e;
            }
            return false;
        }
    }

    private void count(Incident incident, Instant now) {
        try {
            // of an object that is given, not named: then it is not read first, which needs a right
            Event named =
                    new EventBuilder()
                            .withNewMetadata()
                            .withNamespace(incident.workload().namespace())
                            .withName(IncidentEvent.name(incident))
                            .endMetadata()
                            .build();
            Event _ =
                    kubernetes
                            .resource(named)
                            .patch(
                                    PatchContext.of(PatchType.JSON_MERGE),
                                    IncidentEvent.seriesPatch(incident));
            metrics.count(Result.COUNTED);
            told.written(incident, IncidentEvent.count(incident), now);
        } catch (KubernetesClientException e) {
            if (e.getCode() != NOT_FOUND) {
                throw e;
            }
            // the server keeps events for an hour
            write(new Todo(incident, What.FIRST), now);
        }
    }

    /** Whether it makes sense to go on with the next one. */
    private boolean failed(Incident incident, KubernetesClientException e, Instant now) {
        boolean refused =
                e.getCode() == FORBIDDEN || e.getCode() == NOT_FOUND || e.getCode() == INVALID;
        metrics.count(refused ? Result.REFUSED : Result.FAILED);
        if (refused) {
            told.refused(incident, now);
            told.starved(incident);
        }
        if (!warned) {
            warned = true;
            LOGGER.atWarn()
                    .addKeyValue("workload", incident.workload().key())
                    .addKeyValue("reason", e.getMessage())
                    .log(
                            "an event could not be written; may this service account create and"
                                    + " patch events of events.k8s.io"
                                    + " (deploy/manifests/optional/events.yaml)?");
        }
        return refused;
    }
}
