package io.headroom.deploy.cli;

import io.headroom.deploy.launch.Ending;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns a signal, or a part that cannot go on, into an orderly end; and into a hard one when the
 * orderly one takes too long.
 */
final class Signals implements AutoCloseable {
    private static final Duration ORDERLY = Duration.ofSeconds(10);

    private final Terminal terminal;
    private final Ending ending = new Ending();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = Thread.ofPlatform().name("signal").unstarted(this::askAndWait);
    private final Thread watchdog = Thread.ofVirtual().name("watchdog").unstarted(this::guard);

    private Signals(Terminal terminal) {
        this.terminal = terminal;
    }

    static Signals watch(Terminal terminal) {
        Signals signals = new Signals(terminal);
        Runtime.getRuntime().addShutdownHook(signals.hook);
        signals.watchdog.start();
        return signals;
    }

    Ending ending() {
        return ending;
    }

    /** The exit code, as far as the end decides it. */
    int status() {
        return ending.failure().isPresent() ? Terminal.FAILED : Terminal.OK;
    }

    @Override
    public void close() {
        ended.countDown();
        watchdog.interrupt();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the hook is what ends the process
        }
    }

    private void askAndWait() {
        ending.ask();
        try {
            if (!ended.await(ORDERLY.toSeconds(), TimeUnit.SECONDS)) {
                terminal.say("ended before everything was closed; nothing that Kafka has is lost");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void guard() {
        try {
            while (!ending.await(Duration.ofDays(1))) {
                // nobody has asked yet
            }
            if (ending.failure().isEmpty()) {
                return;
            }
            terminal.say(ending.failure().get());
            if (!ended.await(ORDERLY.toSeconds(), TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(Terminal.FAILED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
