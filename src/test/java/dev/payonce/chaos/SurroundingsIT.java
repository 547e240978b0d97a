package dev.payonce.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.payonce.Fork;
import dev.payonce.receipt.SmtpServer;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two instances on one database, of which one runs where nothing is as usual: a JDK that knows no euro and an invented
 * currency, Turkish letters, Arabic digits, another time zone, another charset. Nobody can tell them apart.
 */
class SurroundingsIT {

    /** Where every country pays in QQQ, which has five decimal places. */
    private static final Path CURRENCIES = Fork.path("currency.properties").toAbsolutePath();

    private static final String[] STRANGE = {
        "-Djava.util.currency.data=" + CURRENCIES,
        "-Duser.language=tr",
        "-Duser.country=TR",
        "-Duser.language.format=ar",
        "-Duser.country.format=EG",
        "-Duser.timezone=Asia/Kathmandu",
        "-Dfile.encoding=ISO-8859-1"
    };

    private static SmtpServer smtp;
    private static Lab lab;
    private static Instance usual;
    private static Instance strange;
    private static Merchant merchant;

    private final String key = UUID.randomUUID().toString();

    @BeforeAll
    static void open() throws Exception {
        Files.createDirectories(CURRENCIES.getParent());
        Files.write(
                CURRENCIES,
                Arrays.stream(Locale.getISOCountries())
                        .map(country -> country + "=QQQ,999,5")
                        .toList());
        smtp = SmtpServer.plain();
        lab = Lab.open("surroundings");
        usual = instance("usual").launch();
        strange = instance("strange").withJvm(STRANGE).launch();
        usual.awaitReady();
        strange.awaitReady();
        merchant = lab.merchant(usual);
    }

    @AfterAll
    static void close() {
        lab.close();
        smtp.close();
    }

    private static Instance instance(String name) {
        return lab.keep(Instance.of("surroundings-" + name, lab.environment())
                .with("PAYONCE_SIMULATOR", "true", "REDIS_URL", lab.servers().redisUrl())
                .with("SMTP_URL", "smtp://" + smtp.hostAndPort()));
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return Lab.JSON.readTree(answer.body());
    }

    private HttpResponse<String> post(Instance at, String path, String body) throws Exception {
        return at.post(path, merchant.apiKey(), body.replaceFirst("}$", ", \"idempotencyKey\": \"" + key + "\"}"));
    }

    /** What one instance did, the other one answers again. */
    private JsonNode done(Instance first, Instance then, String path, String body) throws Exception {
        HttpResponse<String> done = post(first, path, body);
        assertEquals(201, done.statusCode(), done.body());
        HttpResponse<String> again = post(then, path, body);
        assertEquals(200, again.statusCode(), again.body());
        assertEquals("true", again.headers().firstValue("Idempotent-Replayed").orElse(null));
        assertEquals(done.body(), again.body());
        return json(done);
    }

    private static String order(String currency) {
        return """
                {"customer": "Zoe\u0308 I\u0307\u0131 \u0130 \ud83d\ude00", "currency": "%s", "note": "\u20ac",
                 "items": [{"sku": "TIP", "quantity": 2, "unitPrice": 1200}]}""".formatted(currency);
    }

    private static String payment(String currency) {
        return """
                {"amount": 2400, "currency": "%s", "paymentMethod": "pm_ok"}""".formatted(currency);
    }

    @Test
    void theSurroundingsAreAsStrangeAsTheyAreMeantToBe() throws Exception {
        Path probe = Fork.path("Probe.java");
        Files.writeString(probe, """
                class Probe {
                    public static void main(String[] args) {
                        System.out.print(java.util.Currency.getInstance(java.util.Locale.GERMANY));
                        System.out.print(" TIP".toLowerCase().equals(" tip"));
                        System.out.print(String.format("%d", 1).equals("1"));
                        System.out.print(java.nio.charset.Charset.defaultCharset());
                        System.out.print(java.time.ZoneId.systemDefault());
                    }
                }
                """);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(STRANGE));
        command.add(probe.toString());
        Process process = new ProcessBuilder(command).start();
        assertEquals(
                "QQQfalsefalseISO-8859-1Asia/Kathmandu",
                new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatOneInstanceDidTheOtherAnswersAgainWordForWord(boolean strangeFirst) throws Exception {
        Instance first = strangeFirst ? strange : usual;
        Instance then = strangeFirst ? usual : strange;
        String order = done(first, then, "/v1/orders", order("EUR")).get("id").asText();
        var paying = new SurroundingsIT();
        String paid = paying.done(first, then, "/v1/orders/" + order + "/payments", payment("EUR"))
                .get("id")
                .asText();
        new SurroundingsIT()
                .done(first, then, "/v1/payments/" + paid + "/refunds", "{\"kind\": \"PARTIAL\", \"amount\": 400}");
        new SurroundingsIT()
                .done(
                        first,
                        then,
                        "/v1/transfers",
                        "{\"recipient\": \"\u0130\", \"amount\": 1, \"currency\": \"EUR\"}");
        for (String path : List.of("/v1/orders/" + order, "/v1/payments/" + paid, "/v1/balances", "/v1/orders")) {
            assertEquals(
                    first.get(path, merchant.apiKey()).body(),
                    then.get(path, merchant.apiKey()).body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"QQQ", "BGN", "XTS", "eur", "\u0131sk"})
    void whatOneInstanceRefusesTheOtherRefusesInTheSameWords(String currency) throws Exception {
        ObjectNode here = (ObjectNode) json(post(usual, "/v1/orders", order(currency)));
        ObjectNode there = (ObjectNode) json(post(strange, "/v1/orders", order(currency)));
        assertEquals("/problems/invalid-request", here.path("type").asText());
        assertEquals(here.without("instance"), there.without("instance"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v1/semantics", "/q/openapi", "/problems", "/problems/invalid-request", "/v1/orders?status=open"
            })
    void whatTheySayOfThemselvesIsTheSame(String path) throws Exception {
        assertEquals(said(usual, path), said(strange, path));
    }

    private static String said(Instance at, String path) throws Exception {
        String body = at.get(path, merchant.apiKey()).body();
        return body.lines()
                .map(line -> line.replaceFirst("\"instance\":\"[^\"]+\"", ""))
                .collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @CsvSource({"EUR, 24.00 EUR", "JPY, 2400 JPY", "KWD, 2.400 KWD"})
    void aLetterShowsItsTotalInTheCurrencysOwnWay(String currency, String shown) throws Exception {
        JsonNode order = json(new SurroundingsIT().post(strange, "/v1/orders", order(currency)));
        String path = "/v1/orders/" + order.get("id").asText();
        assertEquals(
                201,
                new SurroundingsIT()
                        .post(strange, path + "/payments", payment(currency))
                        .statusCode());
        String name = "INFO." + UUID.randomUUID();
        HttpResponse<String> sent = post(strange, path + "/receipts", "{\"email\": \"" + name + "@IBM.EXAMPLE\"}");
        assertEquals("SENT", json(sent).path("status").asText(), sent.body());
        HttpResponse<String> again = post(usual, path + "/receipts", "{\"email\": \"" + name + "@ibm.example\"}");
        assertEquals("ALREADY_SENT", json(again).path("status").asText(), again.body());

        String letter = smtp.lettersTo(name + "@ibm.example").get(0).text();
        assertTrue(letter.contains("Total:  " + shown), letter);
        assertTrue(letter.contains("Placed: " + order.get("createdAt").asText()), letter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"APPLICATION/JSON", "application/JSON; CHARSET=UTF-8"})
    void aMediaTypeIsTheSameInCapitalsWhateverTheLanguage(String type) throws Exception {
        for (Instance each : List.of(usual, strange)) {
            HttpRequest request = HttpRequest.newBuilder(each.url().resolve("/v1/orders"))
                    .header("Authorization", "Bearer " + merchant.apiKey())
                    .header("Idempotency-Key", UUID.randomUUID().toString())
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofString(order("EUR")))
                    .build();
            HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
            assertEquals(201, answer.statusCode(), answer.body());
        }
    }

    /** By hand, for no client sends it. */
    @ParameterizedTest
    @ValueSource(strings = {"/%", "/v1/orders/%zz", "//[", "/v1/orders?reference=%"})
    void whatIsNoUriIsToldSoInADocument(String path) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", strange.port())) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertTrue(answer.contains("/problems/invalid-request"), answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"100", "100/1s", "0/PT1S"})
    void aRateLimitThatIsNoneIsToldInOneLineAndStopsTheStart(String limit) throws Exception {
        assertEquals(
                List.of("payonce: PAYONCE_RATE_LIMIT is " + limit
                        + ", neither off nor requests in a time of whole seconds up to a day, for instance 100/PT1S."),
                instance("limit").with("PAYONCE_RATE_LIMIT", limit).complaints());
    }

    @Test
    void aRateLimitHoldsForAllInstancesTogether() throws Exception {
        // Patient on a busy machine: who is let through for a slow Redis' sake is not counted.
        String[] limit = {"PAYONCE_RATE_LIMIT", "3/PT1H", "PAYONCE_RATE_LIMIT_REDIS_TIMEOUT", "PT10S"};
        Instance one = instance("limited-one").with(limit);
        Instance two = instance("limited-two").with(limit);
        try (one;
                two) {
            one.launch();
            two.launch();
            one.awaitReady();
            two.awaitReady();
            Merchant limited = lab.merchant(one);
            List<Integer> answers = new ArrayList<>();
            for (Instance each : List.of(one, two, one, two)) {
                answers.add(each.get("/v1/balances", limited.apiKey()).statusCode());
            }
            assertEquals(List.of(200, 200, 200, 429), answers);
        }
    }
}
