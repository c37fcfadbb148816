package io.headroom.deploy.http;

import io.vertx.core.json.jackson.v3.DatabindCodec;
import io.vertx.core.spi.JsonFactory;
import io.vertx.core.spi.json.JsonCodec;

/**
 * Makes Vert.x write JSON with Jackson 3. Left alone it would take Jackson 2, which Kafka brings
 * along, and know nothing of the records' annotations.
 */
public final class VertxJson implements JsonFactory {
    @Override
    public int order() {
        return Integer.MIN_VALUE;
    }

    @Override
    public JsonCodec codec() {
        return new DatabindCodec();
    }
}
