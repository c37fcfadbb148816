package io.headroom.collector;

import io.headroom.model.lifecycle.LifecycleFact;
import io.headroom.model.lifecycle.PodGone;
import io.headroom.model.topic.RecordCodec;
import io.headroom.model.topic.TopicReader;
import io.headroom.model.topic.Topics;
import io.headroom.model.topic.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pods that earlier runs saw go: events of them may still come, and say of which pod they are
 * but not of which workload. Read beside all else, as nothing but such events waits for it.
 */
final class LatelyGone implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(LatelyGone.class);

    /** Where more is there, or it may not be read, events of such pods go without. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final RecordCodec<LifecycleFact> codec = new RecordCodec<>(LifecycleFact.class);
    private final Consumer<PodGone> receiver;
    private final TopicReader reader;

    /** Tells the receiver of each that is gone since some time, on a thread of its own. */
    LatelyGone(
            Instant since,
            Map<String, Object> kafkaClient,
            Topics topics,
            Consumer<PodGone> receiver) {
        this.receiver = receiver;
        this.reader =
                TopicReader.startSince(
                        since,
                        "headroom-collector-gone",
                        kafkaClient,
                        List.of(topics.lifecycle()),
                        this::take);
        // what comes from now on this run tells of itself, and nobody waits for long
        var _ =
                reader.catchUp()
                        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .whenCompleteAsync((_, failure) -> {
                            if (failure instanceof TimeoutException) {
                                LOGGER.atWarn()
                                        .addKeyValue("topic", topics.lifecycle())
                                        .log(
                                                "pods that went before could not all be read, events of them may explain nothing");
                            }
                            close();
                        });
    }

    @Override
    public void close() {
        reader.close();
    }

    private void take(ConsumerRecord<String, byte[]> received) {
        try {
            if (received.value() != null
                    && codec.decode(received.headers(), received.value()) instanceof PodGone gone) {
                receiver.accept(gone);
            }
        } catch (UnreadableRecordException e) {
            LOGGER.atDebug()
                    .addKeyValue("topic", received.topic())
                    .addKeyValue("partition", received.partition())
                    .addKeyValue("offset", received.offset())
                    .log("unreadable, left out: {}", e.getMessage());
        }
    }
}
