package dev.payonce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailServerTest {

    private static String setting(String url, String part) {
        return MailServer.settings(url).get("payonce.mail." + part);
    }

    @ParameterizedTest
    @CsvSource({
        "smtp://mail.example.com, mail.example.com, 25, false",
        "smtp://mail.example.com/, mail.example.com, 25, false",
        "smtp://mail.example.com:587, mail.example.com, 587, false",
        "smtps://mail.example.com, mail.example.com, 465, true",
        "smtps://user:secret@mail.example.com:4650, mail.example.com, 4650, true",
        "smtp://[::1]:2525, ::1, 2525, false"
    })
    void theUrlNamesTheServerAndWhetherItSpeaksTlsFromTheFirstByteOn(String url, String host, String port, String tls) {
        assertEquals(host, setting(url, "host"));
        assertEquals(port, setting(url, "port"));
        assertEquals(tls, setting(url, "tls"));
        assertEquals("false", setting(url, "in-memory"));
    }

    @Test
    void userAndPasswordMayHaveAnyCharacterPercentEncoded() {
        String url = "smtps://shop%40example.com:p%3Aw+%25%2F%40@mail.example.com";
        assertEquals("shop@example.com", setting(url, "username"));
        assertEquals("p:w+%/@", setting(url, "password"));
        assertEquals("a:b", setting("smtp://u:a:b@mail", "password"));
        assertEquals("", setting("smtp://u@mail", "password"));
        assertNull(setting("smtp://mail", "username"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret.example.com",
                "secret.example.com:25",
                "http://user:secret@mail",
                "smtp://",
                "smtp:secret",
                "smtp://user:se cret@mail",
                "smtp://user:secret@mail:port",
                "smtp://user:secret@mail/inbox",
                "smtp://user:secret@mail?tls=true"
            })
    void anythingElseIsRefusedWithoutQuotingIt(String url) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> MailServer.settings(url));
        assertEquals("SMTP_URL is not of the form " + MailServer.FORM + ".", refusal.getMessage());
        assertNull(refusal.getCause());
    }
}
