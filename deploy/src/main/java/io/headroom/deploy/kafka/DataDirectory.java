package io.headroom.deploy.kafka;

import io.headroom.deploy.CannotStartException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The embedded broker's directory, held for as long as this is open: a lock keeps a second Headroom
 * out, a version file a Headroom that is too old for what is in it.
 */
final class DataDirectory implements AutoCloseable {
    /**
     * The version of the layout. Raised whenever an older Headroom could not read what this one
     * writes: with every Kafka release whose metadata version is higher, too.
     */
    static final int FORMAT = 1;

    static final String FORMAT_FILE = "format-version";
    private static final String LOCK_FILE = "lock";
    private static final Set<String> NOT_OURS_AND_HARMLESS = Set.of(LOCK_FILE, "lost+found");

    private final Path directory;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path directory, FileChannel channel, FileLock lock) {
        this.directory = directory;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Makes the directory this process's own.
     *
     * @throws CannotStartException when it cannot be used
     */
    static DataDirectory open(Path given) {
        Path directory = given.toAbsolutePath().normalize();
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(
                            directory.resolve(LOCK_FILE),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                String holder = holder(channel);
                channel.close();
                throw new CannotStartException(
                        "data directory "
                                + directory
                                + " is in use by another Headroom"
                                + holder
                                + ": stop that one, or give this one another --data-dir");
            }
            DataDirectory opened = new DataDirectory(directory, channel, lock);
            try {
                opened.checkFormat();
                opened.sign();
            } catch (IOException | RuntimeException e) {
                opened.close();
                throw e;
            }
            return opened;
        } catch (IOException e) {
            throw notWritable(directory, e);
        }
    }

    /** Where Kafka's own files are. */
    Path logs() {
        return directory.resolve("kafka");
    }

    Path path() {
        return directory;
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            // the process's end releases it as well
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Who wrote the lock file: of use to a person only, so anything unreadable is left out. */
    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(32);
        channel.read(content, 0);
        String pid = new String(content.array(), 0, content.position(), StandardCharsets.UTF_8);
        return pid.strip().matches("[0-9]+") ? " (process " + pid.strip() + ")" : "";
    }

    private void sign() throws IOException {
        byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(pid), 0);
    }

    private void checkFormat() throws IOException {
        Path file = directory.resolve(FORMAT_FILE);
        if (!Files.exists(file)) {
            refuseStrangers();
            Files.writeString(file, FORMAT + "\n");
            return;
        }
        String written = Files.readString(file).strip();
        int format;
        try {
            format = Integer.parseInt(written);
        } catch (NumberFormatException e) {
            throw new CannotStartException(
                    file + " does not hold a version number: restore it, or use another --data-dir",
                    e);
        }
        if (format > FORMAT) {
            throw new CannotStartException(
                    "data directory "
                            + directory
                            + " was written by a newer Headroom (format "
                            + format
                            + ", this one reads up to "
                            + FORMAT
                            + "): run that version, or use another --data-dir");
        }
    }

    private void refuseStrangers() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            boolean strange =
                    entries.map(entry -> String.valueOf(entry.getFileName()))
                            .anyMatch(name -> !NOT_OURS_AND_HARMLESS.contains(name));
            if (strange) {
                throw new CannotStartException(
                        "data directory "
                                + directory
                                + " holds files that are not Headroom's: use an empty or new"
                                + " --data-dir");
            }
        }
    }

    private static CannotStartException notWritable(Path directory, IOException e) {
        String reason =
                e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e);
        return new CannotStartException(
                "data directory "
                        + directory
                        + " cannot be written ("
                        + reason
                        + "): make it writable, or use another --data-dir",
                e);
    }
}
