package io.headroom.deploy.kafka;

import io.headroom.deploy.CannotStartException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker in this process: one node that is its own controller, on the loopback, with its
 * data in a directory that outlives it. One per process, because what Kafka does when its log
 * directory fails ({@link Exit}) is global. Its ports are fresh ones at each start.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final int NODE = 1;
    private static final String CONTROLLER = "CONTROLLER";
    private static final String BROKER = "PLAINTEXT";

    private final DataDirectory directory;
    private final FreeSpace freeSpace;
    private final KafkaRaftServer server;
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedKafka(
            DataDirectory directory, FreeSpace freeSpace, KafkaRaftServer server, int port) {
        this.directory = directory;
        this.freeSpace = freeSpace;
        this.server = server;
        this.port = port;
    }

    /** Starts a broker whose failure ends the process, with a last sentence on standard error. */
    public static EmbeddedKafka start(EmbeddedKafkaConfig config) {
        return start(
                config,
                sentence -> {
                    System.err.println(sentence);
                    System.err.flush();
                    Runtime.getRuntime().halt(1);
                });
    }

    /**
     * Starts a broker.
     *
     * @param failed told once, in a sentence, when the broker cannot go on: it must end the process
     * @throws CannotStartException when the directory cannot be used, or the broker does not start
     */
    public static EmbeddedKafka start(EmbeddedKafkaConfig config, Consumer<String> failed) {
        return start(config, failed, Map.of());
    }

    /** The same, with some of the broker's properties otherwise. */
    static EmbeddedKafka start(
            EmbeddedKafkaConfig config, Consumer<String> failed, Map<String, String> otherwise) {
        DataDirectory directory = DataDirectory.open(config.dataDirectory());
        FreeSpace freeSpace = FreeSpace.of(directory.path(), config.minFreeBytes(), failed);
        try {
            freeSpace.start();
            format(directory.logs());
            sayWhyBeforeHalting(directory.logs(), failed);
            Ports ports = Ports.free();
            Properties properties = properties(config, directory.logs(), ports);
            properties.putAll(otherwise);
            var server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
            server.startup();
            LOGGER.atInfo()
                    .addKeyValue("directory", directory.path())
                    .addKeyValue("port", ports.broker())
                    .log("embedded Kafka runs");
            return new EmbeddedKafka(directory, freeSpace, server, ports.broker());
        } catch (CannotStartException e) {
            release(freeSpace, directory);
            throw e;
        } catch (Exception e) {
            release(freeSpace, directory);
            throw new CannotStartException(
                    "the embedded Kafka does not start on data directory "
                            + directory.path()
                            + " ("
                            + e
                            + "): if its files are damaged, move the directory away and start with"
                            + " a new one",
                    e);
        }
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.shutdown();
            server.awaitShutdown();
            release(freeSpace, directory);
        }
    }

    private static void release(FreeSpace freeSpace, DataDirectory directory) {
        freeSpace.close();
        Exit.resetHaltProcedure();
        Exit.resetExitProcedure();
        directory.close();
    }

    private static void format(Path logs) throws Exception {
        // The formatter writes this file last, so that a format that was cut short is done again.
        if (Files.exists(logs.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(logs);
        try (var silence =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silence)
                    .setNodeId(NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setDirectories(List.of(logs.toString()))
                    .setMetadataLogDirectory(logs.toString())
                    .setControllerListenerName(CONTROLLER)
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setIgnoreFormatted(true)
                    .run();
        }
    }

    /**
     * A broker whose log directory fails halts the process without a word, and so does one whose
     * controller meets an error that it cannot handle, a full disk among them: which of the two it
     * was is in Kafka's log alone.
     */
    private static void sayWhyBeforeHalting(Path logs, Consumer<String> failed) {
        Exit.Procedure procedure =
                (status, message) ->
                        failed.accept(
                                "the embedded Kafka stopped: either its log directory "
                                        + logs
                                        + " failed (full, read-only or removed?), or the log above"
                                        + " names another error: mend that and start Headroom"
                                        + " again, what was written before is kept");
        Exit.setHaltProcedure(procedure);
        Exit.setExitProcedure(procedure);
    }

    /*
     * One node for one process: nothing is replicated, and every buffer and thread pool is cut to
     * what a small cluster's data needs. The index files are mapped whole, so that their size and
     * the number of segments decide how much address space the broker takes.
     */
    private static Properties properties(EmbeddedKafkaConfig config, Path logs, Ports ports) {
        Properties properties = new Properties();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", Integer.toString(NODE));
        properties.put("controller.quorum.voters", NODE + "@127.0.0.1:" + ports.controller());
        properties.put("controller.listener.names", CONTROLLER);
        properties.put(
                "listeners",
                BROKER
                        + "://127.0.0.1:"
                        + ports.broker()
                        + ","
                        + CONTROLLER
                        + "://127.0.0.1:"
                        + ports.controller());
        properties.put(
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("inter.broker.listener.name", BROKER);
        properties.put("log.dirs", logs.toString());
        properties.put("auto.create.topics.enable", "false");

        properties.put("default.replication.factor", "1");
        properties.put("min.insync.replicas", "1");
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("offsets.topic.num.partitions", "1");
        properties.put("offsets.topic.segment.bytes", "4194304");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("transaction.state.log.num.partitions", "1");
        properties.put("transaction.state.log.segment.bytes", "4194304");
        // a killed analyzer's open transaction hides what follows it until it is ended
        properties.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        properties.put("share.coordinator.state.topic.replication.factor", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        properties.put("share.coordinator.state.topic.num.partitions", "1");

        long segmentBytes = Math.min(16L << 20, config.retentionBytes() / 4);
        properties.put("log.retention.bytes", Long.toString(config.retentionBytes()));
        properties.put("log.segment.bytes", Long.toString(Math.max(1 << 20, segmentBytes)));
        properties.put("log.index.size.max.bytes", "524288");
        properties.put("log.retention.check.interval.ms", "30000");
        properties.put("log.cleaner.dedupe.buffer.size", "4194304");
        properties.put("log.cleaner.io.buffer.size", "262144");
        properties.put("metadata.log.segment.bytes", "8388608");
        properties.put("metadata.max.retention.bytes", "33554432");

        properties.put("num.network.threads", "1");
        properties.put("num.io.threads", "2");
        properties.put("background.threads", "2");
        properties.put("num.recovery.threads.per.data.dir", "1");
        properties.put("group.coordinator.threads", "1");
        properties.put("share.coordinator.threads", "1");

        // After a kill the controller waits for the dead broker's session before it takes the new.
        properties.put("broker.heartbeat.interval.ms", "500");
        properties.put("broker.session.timeout.ms", "3000");
        properties.put("group.initial.rebalance.delay.ms", "0");
        return properties;
    }

    private record Ports(int broker, int controller) {
        static Ports free() throws IOException {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            try (ServerSocket one = new ServerSocket(0, 1, loopback);
                    ServerSocket other = new ServerSocket(0, 1, loopback)) {
                return new Ports(one.getLocalPort(), other.getLocalPort());
            }
        }
    }
}
