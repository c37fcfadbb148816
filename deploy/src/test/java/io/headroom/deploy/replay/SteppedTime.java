package io.headroom.deploy.replay;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;

/**
 * Gives a process that lives several times the next moment of a replay, as far as it may go now.
 * Each life begins at the moment where the one before was ended; what that one still asks for once
 * it is over moves nothing.
 */
final class SteppedTime implements AutoCloseable {
    private static final long NO_MORE = -1;

    private final ReplayClock clock;
    private final Duration step;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private Instant until = Instant.MIN;
    private boolean finished;
    private int lives;
    private boolean toldFirst;

    SteppedTime(ReplayClock clock, Duration step) throws IOException {
        this.clock = clock;
        this.step = step;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        server.setExecutor(threads);
        server.start();
    }

    /** Begins a life, and gives where it asks: {@code /now} and {@code /next} under this. */
    synchronized String beginLife() {
        int life = ++lives;
        toldFirst = false;
        notifyAll();
        answer("/" + life + "/now", () -> clock.instant().toEpochMilli());
        answer("/" + life + "/next", () -> next(life));
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + life;
    }

    /** Who has come so far waits there until more is allowed. */
    synchronized void allow(Instant moment) {
        until = moment;
        notifyAll();
    }

    /** Once all that was allowed has passed there is no more. */
    synchronized void finish() {
        finished = true;
        notifyAll();
    }

    /** Ends the present life, if there is one, at the moment that it has come to. */
    synchronized Instant endLife() {
        lives++;
        notifyAll();
        return clock.instant();
    }

    /** Lets time pass while nobody lives. */
    synchronized Instant skip(Duration passing) {
        clock.set(clock.instant().plus(passing));
        return clock.instant();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private synchronized long next(int life) {
        try {
            while (life == lives
                    && toldFirst
                    && !finished
                    && clock.instant().plus(step).isAfter(until)) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NO_MORE;
        }
        if (life != lives) {
            return NO_MORE;
        }
        if (toldFirst) {
            if (clock.instant().plus(step).isAfter(until)) {
                return NO_MORE;
            }
            clock.set(clock.instant().plus(step));
        }
        toldFirst = true;
        return clock.instant().toEpochMilli();
    }

    private void answer(String path, LongSupplier number) {
        server.createContext(
                path,
                exchange -> {
                    try (exchange) {
                        byte[] body =
                                Long.toString(number.getAsLong())
                                        .getBytes(StandardCharsets.US_ASCII);
                        exchange.sendResponseHeaders(200, body.length);
                        exchange.getResponseBody().write(body);
                    }
                });
    }
}
