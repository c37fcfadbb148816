package io.headroom.deploy.config;

import io.headroom.model.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Where the REST API, the metrics and the probes are served.
 *
 * @param port 0 for any free one
 * @param token without it only programs on this machine can reach the server
 */
public record HttpConfig(String host, int port, Optional<Token> token) {

    static HttpConfig from(Settings settings) {
        String host =
                settings.string(
                        "rest.host",
                        "127.0.0.1",
                        "the address to listen on; any but a loopback address needs a token");
        int port = settings.integer("rest.port", 8080, 0, 65_535, "0 picks a free one");
        Optional<String> given =
                settings.optional(
                        "rest.token",
                        "the bearer token that everything but the probes asks for; better from a"
                                + " file");
        Optional<Path> file =
                settings.path("rest.token-file", "a file that holds nothing but the token");
        if (given.isPresent() && file.isPresent()) {
            settings.reject("rest.token and rest.token-file: only one of them may be set");
        }
        Optional<Token> token =
                given.or(() -> file.flatMap(path -> read(path, settings))).map(Token::new);
        if (token.isEmpty() && file.isEmpty() && !isLoopback(host)) {
            settings.reject(
                    "rest.host="
                            + host
                            + ": without a token Headroom answers on the loopback only: set"
                            + " rest.token-file, or leave rest.host out");
        }
        return new HttpConfig(host, port, token);
    }

    private static Optional<String> read(Path file, Settings settings) {
        try {
            String token = Files.readString(file).strip();
            if (!token.isEmpty()) {
                return Optional.of(token);
            }
            settings.reject("rest.token-file=" + file + ": is empty");
        } catch (IOException e) {
            settings.reject("rest.token-file=" + file + ": cannot be read (" + e + ")");
        }
        return Optional.empty();
    }

    @SuppressWarnings("AddressSelection") // every address of the name would have to be a loopback
    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** A secret that never shows in a log or an error. */
    public static final class Token {
        private final byte[] bytes;

        Token(String text) {
            this.bytes = text.getBytes(StandardCharsets.UTF_8);
        }

        /** Compares in a time that does not tell how much was right. */
        public boolean matches(String given) {
            return MessageDigest.isEqual(bytes, given.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return "***";
        }
    }
}
