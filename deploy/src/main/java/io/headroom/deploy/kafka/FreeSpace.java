package io.headroom.deploy.kafka;

import io.headroom.deploy.CannotStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Watches that the data directory's file system does not run full. */
final class FreeSpace implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final long MEBI = 1L << 20;

    private final Path directory;
    private final long minFreeBytes;
    private final LongSupplier usableBytes;
    private final Duration pause;
    private final Thread thread;

    FreeSpace(
            Path directory,
            long minFreeBytes,
            LongSupplier usableBytes,
            Duration pause,
            Consumer<String> tooLittle) {
        this.directory = directory;
        this.minFreeBytes = minFreeBytes;
        this.usableBytes = usableBytes;
        this.pause = pause;
        this.thread = Thread.ofVirtual().name("free-space").unstarted(() -> watch(tooLittle));
    }

    static FreeSpace of(Path directory, long minFreeBytes, Consumer<String> tooLittle) {
        return new FreeSpace(
                directory, minFreeBytes, () -> usableBytes(directory), PAUSE, tooLittle);
    }

    /**
     * Starts watching.
     *
     * @throws CannotStartException when there is too little space already
     */
    void start() {
        shortage()
                .ifPresent(sentence -> {
                    throw new CannotStartException(sentence);
                });
        thread.start();
    }

    /** The sentence to say, when there is too little space. */
    Optional<String> shortage() {
        long usable = usableBytes.getAsLong();
        return usable >= minFreeBytes
                ? Optional.empty()
                : Optional.of(
                        "data directory "
                                + directory
                                + " is nearly full: "
                                + usable / MEBI
                                + " MiB free, "
                                + (minFreeBytes + MEBI - 1) / MEBI
                                + " MiB needed: free some space, use another --data-dir, or lower"
                                + " kafka.embedded.min-free-bytes");
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void watch(Consumer<String> tooLittle) {
        try {
            while (true) {
                Thread.sleep(pause);
                Optional<String> shortage = shortage();
                if (shortage.isPresent()) {
                    tooLittle.accept(shortage.get());
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (UncheckedIOException e) {
            tooLittle.accept(
                    "data directory "
                            + directory
                            + " cannot be looked at any more: "
                            + e.getMessage()
                            + ": mount it again, or use another --data-dir");
        }
    }

    private static long usableBytes(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
