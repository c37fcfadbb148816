package io.headroom.deploy.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.deploy.CannotStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FreeSpaceTest {
    private static final long MEBI = 1L << 20;
    private static final Path DIRECTORY = Path.of("/data");

    private final AtomicLong free = new AtomicLong(300 * MEBI);
    private final CompletableFuture<String> said = new CompletableFuture<>();

    @Test
    void saysOnceWhenThereIsTooLittleWhileRunning() throws Exception {
        try (var guard = guard()) {
            guard.start();
            free.set(MEBI);
            assertThat(said.get(10, TimeUnit.SECONDS))
                    .isEqualTo(
                            "data directory /data is nearly full: 1 MiB free, 256 MiB needed: free"
                                    + " some space, use another --data-dir, or lower"
                                    + " kafka.embedded.min-free-bytes");
        }
    }

    @Test
    void refusesToStartWithTooLittle() {
        free.set(256 * MEBI - 1);
        try (var guard = guard()) {
            assertThatThrownBy(guard::start)
                    .isInstanceOf(CannotStartException.class)
                    .hasMessageContaining("nearly full");
        }
    }

    @Test
    void isContentWithJustEnough() {
        free.set(256 * MEBI);
        try (var guard = guard()) {
            assertThat(guard.shortage()).isEmpty();
        }
    }

    @Test
    void saysThatTheDirectoryIsLost() throws Exception {
        AtomicBoolean lost = new AtomicBoolean();
        try (var guard =
                new FreeSpace(
                        DIRECTORY,
                        MEBI,
                        () -> {
                            if (lost.get()) {
                                throw new UncheckedIOException(
                                        new IOException("Input/output error"));
                            }
                            return free.get();
                        },
                        Duration.ofMillis(1),
                        said::complete)) {
            guard.start();
            lost.set(true);
            assertThat(said.get(10, TimeUnit.SECONDS))
                    .startsWith("data directory /data cannot be looked at any more: ")
                    .contains("Input/output error", "--data-dir");
        }
    }

    private FreeSpace guard() {
        return new FreeSpace(
                DIRECTORY, 256 * MEBI, free::get, Duration.ofMillis(1), said::complete);
    }
}
