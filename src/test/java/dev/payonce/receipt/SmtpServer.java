package dev.payonce.receipt;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** A real SMTP server on the loopback address: it keeps the letters, refuses addressees, and hangs, as a test says. */
public final class SmtpServer implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final int PATIENCE_SECONDS = 60;

    /** A letter that was accepted, with the headers above the text. */
    public record Letter(String to, String text) {}

    /** A letter that has arrived whole, and is neither accepted nor refused until the test says so. */
    public static final class Held {
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        public void awaitArrival() {
            await(arrived, "no letter arrived");
        }

        public void release() {
            released.countDown();
        }

        private static void await(CountDownLatch event, String otherwise) {
            try {
                if (!event.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError(otherwise);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    private final SMTPServer server;
    private final List<Letter> letters = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> refused = new ConcurrentHashMap<>();
    private final AtomicReference<Held> next = new AtomicReference<>();

    private SmtpServer(SMTPServer.Builder builder) {
        server = builder.bindAddress(InetAddress.getLoopbackAddress())
                .messageHandlerFactory(context -> new Session())
                .build();
        server.start();
    }

    public static SmtpServer plain() {
        return new SmtpServer(SMTPServer.port(0));
    }

    /** Speaks TLS from the first byte on, and lets in nobody but this user. */
    public static SmtpServer secured(SSLContext tls, String user, String password) {
        return new SmtpServer(SMTPServer.port(0)
                .serverSocketFactory(tls)
                .requireAuth()
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((name, secret, context) -> {
                    if (!name.equals(user) || !secret.equals(password)) {
                        throw new LoginFailedException();
                    }
                })));
    }

    public String hostAndPort() {
        return HOST + ":" + server.getPortAllocated();
    }

    public List<Letter> lettersTo(String address) {
        return letters.stream().filter(letter -> letter.to().equals(address)).toList();
    }

    /** Has no such user from now on; the refusal quotes the address, as those of real servers do. */
    public void refuse(String address) {
        refused.put(address, 550);
    }

    /** Takes nothing for this addressee for the time being. */
    public void putOff(String address) {
        refused.put(address, 450);
    }

    public void acceptAgain(String address) {
        refused.remove(address);
    }

    /** Hangs with the next letter that arrives; the others pass. */
    public Held holdNext() {
        var held = new Held();
        next.set(held);
        return held;
    }

    @Override
    public void close() {
        server.stop();
    }

    private final class Session implements MessageHandler {
        private String to;

        @Override
        public void from(String address) {
            // who writes is not what is tested
        }

        @Override
        public void recipient(String address) throws RejectException {
            to = address;
            rejectRefused();
        }

        private void rejectRefused() throws RejectException {
            Integer reply = refused.get(to);
            if (reply != null) {
                throw new RejectException(reply, "<" + to + ">: not taken");
            }
        }

        @Override
        public String data(InputStream data) throws RejectException, IOException {
            var letter = new Letter(to, new String(data.readAllBytes(), StandardCharsets.UTF_8));
            Held held = next.getAndSet(null);
            if (held != null) {
                held.arrived.countDown();
                Held.await(held.released, "the letter was never released");
                rejectRefused();
            }
            letters.add(letter);
            return null;
        }

        @Override
        public void done() {
            // nothing to tidy up
        }
    }
}
