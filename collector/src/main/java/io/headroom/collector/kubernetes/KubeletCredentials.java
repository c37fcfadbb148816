package io.headroom.collector.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import io.headroom.collector.scrape.KubeletAccess;
import io.headroom.collector.tls.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows Headroom to kubelets as it shows itself to the API server: by the same token, or the same
 * certificate; and trusts the cluster's authority unless told otherwise.
 */
public final class KubeletCredentials {
    private static final Path SERVICE_ACCOUNT_TOKEN =
            Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

    private KubeletCredentials() {}

    /**
     * What to show and whom to trust.
     *
     * @param caFile the kubelets' own certificate authority; empty for the cluster's
     * @param anyCertificate whether certificates are not verified at all
     * @throws IllegalArgumentException when a certificate or key cannot be read
     */
    public static KubeletAccess of(Config config, Optional<Path> caFile, boolean anyCertificate) {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(
                    keys(config),
                    anyCertificate ? Trust.anybody() : authorities(config, caFile),
                    null);
            return new KubeletAccess(() -> token(config), tls);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    "the certificates for kubelets cannot be read"
                            + caFile.map(file -> " (collector.kubelet-ca-file=" + file + ')')
                                    .orElse("")
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static KeyManager @Nullable [] keys(Config config)
            throws GeneralSecurityException, IOException {
        return SSLUtils.keyManagers(config);
    }

    private static TrustManager[] authorities(Config config, Optional<Path> caFile)
            throws GeneralSecurityException, IOException {
        return caFile.isPresent()
                ? SSLUtils.trustManagers(null, caFile.get().toString(), false, null, null)
                : SSLUtils.trustManagers(
                        config.getCaCertData(), config.getCaCertFile(), false, null, null);
    }

    private static Optional<String> token(Config config) {
        if (config.getOauthTokenProvider() != null) {
            return Optional.ofNullable(config.getOauthTokenProvider().getToken());
        }
        if (config.getOauthToken() != null) {
            return Optional.of(config.getOauthToken());
        }
        String found = config.getAutoOAuthToken();
        if (found == null || config.getCurrentContext() != null) {
            return Optional.ofNullable(found);
        }
        // found in the pod: such a token is renewed in its file long before it expires
        try {
            return Optional.of(Files.readString(SERVICE_ACCOUNT_TOKEN).strip());
        } catch (IOException e) {
            return Optional.of(found);
        }
    }
}
