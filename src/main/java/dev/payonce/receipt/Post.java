package dev.payonce.receipt;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Sends letters. Each has a connection of its own, which is given up when the server has been silent for the time that a
 * sending may take. So a server that hangs, with however many letters, keeps no other letter waiting.
 */
@ApplicationScoped
@RegisterForReflection(
        // The client makes them by their names.
        classNames = {
            "io.vertx.ext.mail.impl.sasl.AuthCram",
            "io.vertx.ext.mail.impl.sasl.AuthDigest",
            "io.vertx.ext.mail.impl.sasl.AuthLogin",
            "io.vertx.ext.mail.impl.sasl.AuthPlain"
        })
class Post {

    /** The TLS configuration that says which mail servers are trusted: {@code quarkus.tls.mail.trust-store...}. */
    private static final String TLS = "mail";

    /**
     * How the client begins its message when the addressee or the letter was refused. All other refusals, of the login
     * or the sender for instance, are about this server, which somebody can mend.
     */
    private static final List<String> ABOUT_THE_LETTER =
            List.of("recipient address not accepted: ", "DATA command not accepted: ", "sending data failed: ");

    /** A reply of the class that means "for good". */
    private static final Pattern REFUSAL = Pattern.compile("5\\d\\d([ -].*)?");

    /** As many letters as the memory keeps; the oldest go. */
    private static final int MOST_KEPT = 1000;

    private final MailConfig config;
    private final Duration timeout;
    private final MailClient client;
    private final Queue<Letter> kept = new ConcurrentLinkedQueue<>();

    Post(Vertx vertx, MailConfig config, ReceiptConfig receipts, TlsConfigurationRegistry tls) {
        this.config = config;
        timeout = receipts.sendTimeout();
        client = MailClient.create(vertx, options(config, receipts, tls));
    }

    private static io.vertx.ext.mail.MailConfig options(
            MailConfig config, ReceiptConfig receipts, TlsConfigurationRegistry tls) {
        int patience = Math.toIntExact(receipts.sendTimeout().toMillis());
        var options = new io.vertx.ext.mail.MailConfig(config.host(), config.port()).setSsl(config.tls());
        // A connection that is used again may be dead by then, and a letter would spend its time finding that out.
        options.setKeepAlive(false);
        options.setConnectTimeout(patience);
        options.setIdleTimeout(patience).setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        // Twice as many as there are letters at once: a connection ends a little later than its letter.
        options.setMaxPoolSize(2 * receipts.atOnce());
        config.username().ifPresent(options::setUsername);
        config.password().ifPresent(options::setPassword);
        tls.get(TLS).ifPresent(trusted -> options.setTrustOptions(trusted.getTrustStoreOptions()));
        return options;
    }

    @PreDestroy
    void close() {
        client.close();
    }

    /**
     * Sends a letter. Fails, within the time that a sending may take, if it was not decided whether it is delivered, or
     * if the server may decide otherwise later.
     */
    Uni<Delivery> send(Letter letter) {
        if (config.inMemory()) {
            return Uni.createFrom().item(() -> keep(letter));
        }
        return Uni.createFrom()
                .completionStage(() -> client.sendMail(message(letter)).toCompletionStage())
                .replaceWith(Delivery.ACCEPTED)
                .ifNoItem()
                .after(timeout)
                .fail()
                .onFailure(Post::isRefusal)
                .recoverWithItem(Delivery.REFUSED);
    }

    private MailMessage message(Letter letter) {
        return new MailMessage()
                .setFrom(config.from())
                .setTo(letter.to())
                .setSubject(letter.subject())
                .setText(letter.text());
    }

    /** The client takes what it cannot read for a 500: a refusal is one only if the server wrote it. */
    private static boolean isRefusal(Throwable failure) {
        return failure instanceof SMTPException smtp
                && REFUSAL.matcher(smtp.getReplyMessage()).matches()
                && ABOUT_THE_LETTER.stream().anyMatch(failure.getMessage()::startsWith);
    }

    private Delivery keep(Letter letter) {
        kept.add(letter);
        if (kept.size() > MOST_KEPT) {
            kept.remove();
        }
        return Delivery.ACCEPTED;
    }

    /** The letters in memory, the oldest first. */
    Stream<Letter> kept() {
        return kept.stream();
    }
}
