package io.headroom.collector.scrape;

import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * How Headroom shows itself to kubelets, and how it knows them.
 *
 * @param token the bearer token in force now; asked for at every request, because it expires
 * @param tls trusts the kubelets' certificates and holds the client's own where it has one
 */
public record KubeletAccess(Supplier<Optional<String>> token, SSLContext tls) {}
