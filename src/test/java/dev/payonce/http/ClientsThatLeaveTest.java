package dev.payonce.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Api;
import dev.payonce.EmbeddedTestResource;
import dev.payonce.problem.FailureLog;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class ClientsThatLeaveTest {
    private static final Logger LOG = Logger.getLogger(FailureLog.class.getName());

    private final BlockingQueue<LogRecord> told = new LinkedBlockingQueue<>();

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord each) {
            told.add(each);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOG.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        LOG.removeHandler(handler);
    }

    @Test
    void anAnswerThatNobodyWaitsForIsNoErrorAndNoStackTrace() throws Exception {
        Api merchant = Api.newMerchant();
        String payments = "/v1/orders/" + merchant.order(1000) + "/payments";
        String body = Api.paymentOf(1000, "pm_slow");
        String request = "POST " + payments + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + merchant.apiKey
                + "\r\nIdempotency-Key: " + Api.newKey() + "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            Api.await(
                    () -> merchant.get(payments),
                    answer -> answer.json().path("data").size() == 1);
        }
        LogRecord line = told.poll(10, TimeUnit.SECONDS);
        assertNotNull(line, "the log says nothing");
        assertEquals(Level.INFO.intValue(), line.getLevel().intValue(), line.getMessage());
        assertNull(line.getThrown());
        assertTrue(line.getMessage().contains("not waited for"), line.getMessage());
    }
}
