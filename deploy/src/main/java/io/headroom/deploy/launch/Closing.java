package io.headroom.deploy.launch;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was opened so far: closed in the reverse order, each whatever becomes of the others. */
final class Closing implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Closing.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T resource) {
        opened.push(resource);
        return resource;
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            AutoCloseable resource = opened.pop();
            try {
                resource.close();
            } catch (Exception e) {
                LOGGER.atWarn()
                        .setCause(e)
                        .addKeyValue("part", resource.getClass().getSimpleName())
                        .log("not closed cleanly");
            }
        }
    }
}
