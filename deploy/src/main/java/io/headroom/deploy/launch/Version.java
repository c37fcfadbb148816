package io.headroom.deploy.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which Headroom this is. */
public final class Version {
    private static final String RESOURCE = "/io/headroom/deploy/version.properties";

    private Version() {}

    public static String current() {
        try (InputStream resource = Version.class.getResourceAsStream(RESOURCE)) {
            Properties properties = new Properties();
            if (resource != null) {
                properties.load(resource);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
