package dev.payonce.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate for the loopback address that nobody signed: a server shows it, and instances are told to trust it. */
final class Certificate {

    private static final String PASSWORD = "changeit";

    private final Path file;

    private Certificate(Path file) {
        this.file = file;
    }

    /** A new one, made by the JDK's keytool. */
    static Certificate create() {
        Path file = Path.of("target", "chaos", "certificate.p12").toAbsolutePath();
        String options = "-genkeypair -keyalg RSA -alias server -dname CN=localhost -ext san=ip:127.0.0.1,dns:localhost"
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
            var store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD.toCharArray());
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
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
