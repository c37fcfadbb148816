package io.headroom.deploy.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority of its own and the certificates that it signed, in a folder, made by openssl. */
public final class Certificates {
    private static final char[] PASSWORD = "in memory only".toCharArray();

    private static final String EXTENSIONS =
            """
            [req]
            distinguished_name = name
            [name]
            [authority]
            basicConstraints = critical, CA:TRUE
            keyUsage = critical, keyCertSign, cRLSign, digitalSignature
            [loopback]
            basicConstraints = critical, CA:FALSE
            extendedKeyUsage = serverAuth, clientAuth
            subjectAltName = IP:127.0.0.1, IP:10.0.0.1, DNS:localhost, DNS:kubernetes.default.svc
            """;

    private final Path folder;

    private Certificates(Path folder) {
        this.folder = folder;
    }

    /** Makes a new authority. */
    public static Certificates in(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("openssl.cnf"), EXTENSIONS);
        Certificates certificates = new Certificates(folder);
        certificates.make("ca", "/CN=test-ca", "authority", List.of());
        return certificates;
    }

    /** The authority's own certificate. */
    public Path authority() {
        return certificate("ca");
    }

    /** The file of a certificate that was signed. */
    public Path certificate(String name) {
        return folder.resolve(name + ".crt");
    }

    /** The file of its private key. */
    public Path key(String name) {
        return folder.resolve(name + ".key");
    }

    /** Makes a certificate of the loopback's addresses, for servers and clients alike. */
    public void sign(String name, String subject) {
        make(
                name,
                subject,
                "loopback",
                List.of("-CA", authority().toString(), "-CAkey", key("ca").toString()));
    }

    /** Makes a certificate of the loopback's addresses that nobody but its own key has signed. */
    public void selfSign(String name, String subject) {
        make(name, subject, "loopback", List.of());
    }

    /** What a server needs that shows the certificate {@code name}. */
    public SSLContext serverContext(String name) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                name, readKey(key(name)), PASSWORD, new Certificate[] {read(certificate(name))});
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** What a client needs that trusts this authority and no other. */
    public SSLContext clientContext() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", read(authority()));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private void make(String name, String subject, String extensions, List<String> signer) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Programs.require("openssl").toString(),
                                "req",
                                "-x509",
                                "-newkey",
                                "ec",
                                "-pkeyopt",
                                "ec_paramgen_curve:P-256",
                                "-nodes",
                                "-days",
                                "30"));
        command.addAll(List.of("-config", folder.resolve("openssl.cnf").toString()));
        command.addAll(List.of("-extensions", extensions, "-subj", subject));
        command.addAll(List.of("-keyout", key(name).toString()));
        command.addAll(List.of("-out", certificate(name).toString()));
        command.addAll(signer);
        Path log = folder.resolve("openssl.log");
        try (ChildProcess openssl = ChildProcess.start("openssl", log, Map.of(), command)) {
            if (openssl.waitFor(60, TimeUnit.SECONDS) != 0) {
                throw new IllegalStateException(
                        "no certificate " + name + ": " + openssl.logTail());
            }
        }
    }

    private static Certificate read(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static PrivateKey readKey(Path file) throws IOException, GeneralSecurityException {
        String pem = Files.readString(file, StandardCharsets.US_ASCII);
        String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }
}
