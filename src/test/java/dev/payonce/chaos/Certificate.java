package dev.payonce.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate for the loopback address that nobody signed: a server shows it, and instances are told to trust it. */
public final class Certificate {

    private static final String ALIAS = "server";
    private static final String PASSWORD = "changeit";

    private final Path file;

    private Certificate(Path file) {
        this.file = file;
    }

    /** A new one, made by the JDK's keytool and kept under that name. */
    public static Certificate create(String name) {
        Path file = Path.of("target", "chaos", name + ".p12").toAbsolutePath();
        String options =
                "-genkeypair -keyalg RSA -alias " + ALIAS + " -dname CN=localhost -ext san=ip:127.0.0.1,dns:localhost"
                        + " -validity 2 -storetype PKCS12 -storepass " + PASSWORD + " -keystore";
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(options.split(" ")));
        command.add(file.toString());
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            int status = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (status != 0) {
                throw new IllegalStateException("keytool: " + status);
            }
            return new Certificate(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** For the server. */
    SSLContext context() {
        try {
            var store = store();
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD.toCharArray());
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The certificate itself, for whoever is to trust it. */
    public String pem() {
        try {
            return pem("CERTIFICATE", store().getCertificate(ALIAS).getEncoded());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The secret key, for the server. */
    String keyPem() {
        try {
            return pem(
                    "PRIVATE KEY", store().getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String what, byte[] content) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
    }

    private KeyStore store() throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    }

    /** The environment of an instance whose mailer trusts it. */
    String[] trustedByTheMailer() {
        return new String[] {
            "QUARKUS_TLS_MAIL_TRUST_STORE_P12_PATH",
            file.toString(),
            "QUARKUS_TLS_MAIL_TRUST_STORE_P12_PASSWORD",
            PASSWORD
        };
    }
}
