package io.headroom.deploy.kafka;

import io.headroom.deploy.cluster.ChildProcess;
import io.headroom.deploy.config.LogConfig;
import io.headroom.deploy.log.Logging;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** An embedded broker in a process of its own, so that it can be killed and starved. */
final class EmbeddedKafkaProcess {
    static final int RECORDS = 1_000;

    private EmbeddedKafkaProcess() {}

    static ChildProcess launch(List<String> prefix, Path directory, Path log, String mode) {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx160m");
        command.add("-XX:+UseSerialGC");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(EmbeddedKafkaProcess.class.getName());
        command.add(directory.toString());
        command.add(mode);
        return ChildProcess.start("the broker's process", log, Map.of(), command);
    }

    public static void main(String[] args) throws Exception {
        Logging.apply(new LogConfig(LogConfig.Format.TEXT, Optional.empty()), true);
        var kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.of(Path.of(args[0])));
        EmbeddedKafkaIT.createTopics(kafka.bootstrapServers());
        switch (args[1]) {
            case "flood" -> flood(kafka.bootstrapServers());
            case "serve" -> System.out.println(kafka.bootstrapServers());
            default -> {
                EmbeddedKafkaIT.send(kafka.bootstrapServers(), RECORDS);
                System.out.println("sent");
            }
        }
        Thread.currentThread().join();
    }

    private static void flood(String bootstrapServers) {
        try (var producer =
                new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", bootstrapServers),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            while (true) {
                var _ = producer.send(new ProducerRecord<>("headroom.usage", new byte[100_000]));
            }
        }
    }
}
