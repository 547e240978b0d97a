package dev.payonce.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Needed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The retries of {@code docs/clients.md}, in bash and in Python, keep one key until they have an answer. */
class RetriesTest {

    private static final Path PAGE = Path.of("docs", "clients.md");
    private static final String PAY_IN_BASH = "\npay an-order 1000 pm_ok\n";
    private static final String PAY_IN_PYTHON = """

            import os, sys
            status, body = pay(os.environ["PAYONCE"].replace("http://", ""), os.environ["API_KEY"], "an-order", 1000, "pm_ok")
            print(json.dumps(body, separators=(",", ":")))
            sys.exit(0 if status < 300 else 1)
            """;

    @TempDir
    Path directory;

    private final ScriptedServer server = new ScriptedServer();
    private String address;

    @BeforeEach
    void start() throws IOException {
        address = server.start().toString();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void bashPaysOnceHoweverOftenItHasToAsk() throws Exception {
        paysOnce(Needed.bash("The retry in bash"), "bash", PAY_IN_BASH);
    }

    @Test
    void pythonPaysOnceHoweverOftenItHasToAsk() throws Exception {
        paysOnce(Needed.python("The retry in Python"), "python", PAY_IN_PYTHON);
    }

    private void paysOnce(Path interpreter, String language, String call) throws Exception {
        String soon = "Retry-After";
        server.script(
                server.lost(),
                server.answer(503, "<html>", soon, "0"),
                server.answer(202, "{\"status\":\"PENDING\"}", soon, "0"),
                server.answer(409, "{\"retry\":\"same-key\"}", soon, "0"));
        assertEquals(0, run(interpreter, language, call));
        assertEquals("{\"id\":\"pay_1\",\"status\":\"SUCCEEDED\"}", printed());
        assertEquals(5, server.keys().size());
        assertEquals(Set.copyOf(server.keys()), server.effects());
        assertEquals(1, server.effects().size());
        assertFalse(keyIsKept(), "it has an answer");
    }

    @Test
    void bashKeepsTheKeyOfWhatIsNoAnswerToThisPayment() throws Exception {
        keepsTheKey(Needed.bash("The retry in bash"), "bash", PAY_IN_BASH);
    }

    @Test
    void pythonKeepsTheKeyOfWhatIsNoAnswerToThisPayment() throws Exception {
        keepsTheKey(Needed.python("The retry in Python"), "python", PAY_IN_PYTHON);
    }

    private void keepsTheKey(Path interpreter, String language, String call) throws Exception {
        server.script(server.problem(422, "idempotency-key-reused", "new-key"));
        assertEquals(1, run(interpreter, language, call));
        assertTrue(printed().contains("idempotency-key-reused"));
        assertEquals(1, server.keys().size());
        assertTrue(keyIsKept());
    }

    private boolean keyIsKept() {
        return Files.exists(directory.resolve("pay-an-order.key"));
    }

    private int run(Path interpreter, String language, String call) throws Exception {
        Matcher code =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        assertTrue(code.find(), language);
        Path script = directory.resolve("retry");
        Files.writeString(script, code.group(1) + call);
        ProcessBuilder builder = new ProcessBuilder(interpreter.toString(), script.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("printed").toFile());
        builder.environment().put("PAYONCE", address);
        builder.environment().put("API_KEY", "sk_dev_acme");
        Process process = builder.start();
        assertTrue(process.waitFor(1, TimeUnit.MINUTES), "it asks for ever");
        return process.exitValue();
    }

    /** Without what curl says of an answer that did not come. */
    private String printed() throws IOException {
        try (Stream<String> lines = Files.lines(directory.resolve("printed"))) {
            return lines.filter(line -> line.startsWith("{")).reduce("", String::concat);
        }
    }
}
