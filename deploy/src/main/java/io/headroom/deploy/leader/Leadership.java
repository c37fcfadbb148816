package io.headroom.deploy.leader;

import io.headroom.deploy.config.LeaderConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this process leads in one role. Asking is cheap and safe from any thread: a leader that
 * cannot renew its Lease stops being one by the clock alone, even while a request hangs.
 */
public final class Leadership implements BooleanSupplier, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Leadership.class);
    private static final Duration RELEASE_PATIENCE = Duration.ofSeconds(5);

    private final String role;
    private final Leases leases;
    private final Election election;
    private final Duration retryPeriod;
    private final LeaderMetrics metrics;
    private final Thread thread;
    private volatile boolean closed;

    Leadership(
            String role,
            String identity,
            Leases leases,
            LeaderConfig config,
            LeaderMetrics metrics) {
        this.role = role;
        this.leases = leases;
        this.election = new Election(identity, config.leaseDuration(), config.renewDeadline());
        this.retryPeriod = config.retryPeriod();
        this.metrics = metrics;
        this.thread = Thread.ofVirtual().name("leader-" + role).unstarted(this::run);
    }

    void start() {
        metrics.watch(role, this);
        thread.start();
    }

    @Override
    public boolean getAsBoolean() {
        synchronized (election) {
            return !closed && election.leads(System.nanoTime());
        }
    }

    /** Gives the Lease up, so that another process need not wait for it to run out. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        joinAttempt();
        Optional<LeaseState> release;
        synchronized (election) {
            release = election.toRelease(System.nanoTime());
        }
        release.ifPresent(state -> {
            try {
                LeaseState _ = leases.write(state);
            } catch (IOException e) {
                LOGGER.atDebug().setCause(e).addKeyValue("role", role).log("lease not released");
            }
        });
    }

    /** What is just being written would make the release a conflict. */
    private void joinAttempt() {
        try {
            boolean _ = thread.join(RELEASE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean led = false;
        try {
            while (!closed) {
                attempt();
                boolean leads = getAsBoolean();
                if (leads != led) {
                    LOGGER.atInfo()
                            .addKeyValue("role", role)
                            .log(leads ? "became the leader" : "is no longer the leader");
                    metrics.changed(role);
                    led = leads;
                }
                Thread.sleep(retryPeriod);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void attempt() {
        try {
            Optional<LeaseState> read = leases.read();
            Optional<LeaseState> toWrite;
            synchronized (election) {
                toWrite = election.toWrite(read, System.nanoTime());
            }
            if (toWrite.isPresent() && !closed) {
                // From before the write: the lease runs from when the server took it, or earlier.
                long begun = System.nanoTime();
                LeaseState written = leases.write(toWrite.get());
                synchronized (election) {
                    election.written(written, begun);
                }
            }
        } catch (IOException e) {
            LOGGER.atWarn()
                    .addKeyValue("role", role)
                    .addKeyValue("reason", e.getMessage())
                    .log("lease not renewed");
        }
    }
}
