package dev.payonce.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which mail addresses are one, and which are none. */
class MailAddressesTest {

    @ParameterizedTest
    @CsvSource({
        "ada@example.com, ada@example.com",
        "Ada@EXAMPLE.Com, Ada@example.com",
        "a.d-a+tag_1=x{y}@mail.example.com, a.d-a+tag_1=x{y}@mail.example.com",
        "ada@localhost, ada@localhost",
        "ada@b\u00fccher.example, ada@xn--bcher-kva.example",
        "ada@B\u00dcCHER.EXAMPLE, ada@xn--bcher-kva.example",
        "ada@XN--BCHER-KVA.example, ada@xn--bcher-kva.example",
        "ada@b\u00fccher.xn--bcher-kva.example, ada@xn--bcher-kva.xn--bcher-kva.example",
        "ada@\u4f8b\u3048.jp, ada@xn--r8jz45g.jp",
        "ada@\u03a3\u0391\u03a3.gr, ada@xn--mxa9ab.gr",
        "ada@xn--fa-hia.de, ada@xn--fa-hia.de"
    })
    void anAddressHasOneSpelling(String given, String canonical) {
        assertEquals(Optional.of(canonical), MailAddresses.canonical(given));
        assertEquals(Optional.of(canonical), MailAddresses.canonical(canonical));
    }

    /** By IDNA2003 each of them would be another domain, which belongs to somebody else. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "fa\u00df.de",
                "\u1e9e.de",
                "\u03c3\u03b1\u03c2.gr",
                "\u200da.example",
                "a\u200cb.example",
                "a\u00adb.example",
                "\u0130x.example",
                "\u017fa.example",
                "ex\uff41mple.com",
                "\ufb01.example",
                "\u00b2.example",
                "a\u3002example",
                "a\uff0eexample"
            })
    void aDomainThatWouldTurnIntoAnotherIsRefused(String domain) {
        assertEquals(Optional.empty(), MailAddresses.canonical("ada@" + domain));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "ada",
                "@example.com",
                "ada@",
                "ada@.",
                "ada@example..com",
                "ada@.example.com",
                "ada@example.com.",
                "ada@-example.com",
                "ada@example-.com",
                "ada@ex_ample.com",
                "ada@exam ple.com",
                "ada@[192.0.2.1]",
                "ada@[IPv6:2001:db8::1]",
                "ada@example.com>",
                "ada@example.com, eve@example.com",
                "Ada <ada@example.com>",
                "ada@example.com (Ada)",
                "ada(comment)@example.com",
                "a@b@example.com",
                ".ada@example.com",
                "ada.@example.com",
                "a..da@example.com",
                "a da@example.com",
                "\"ada\"@example.com",
                "\"a da\"@example.com",
                "a\\da@example.com",
                "ad\u00e4@example.com",
                "ada\r\nBcc:eve@example.com",
                "ada@example.com\n",
                " ada@example.com",
                "ada@example.com\u200b",
                "\ufeffada@example.com",
                "ada@\u0378.example",
                "ada@\ud83d\ude00.example",
                "ada@a\u0627.example"
            })
    void whatTheMailerOrTheNextServerWouldRefuseIsRefused(String address) {
        assertEquals(Optional.empty(), MailAddresses.canonical(address));
    }

    @Test
    void nameLabelDomainAndAddressAreBounded() {
        String label = "x".repeat(63);
        String name = "a".repeat(64);
        assertEquals(Optional.of(name + "@example.com"), MailAddresses.canonical(name + "@example.com"));
        assertEquals(Optional.empty(), MailAddresses.canonical(name + "a@example.com"));
        assertEquals(Optional.of("a@" + label), MailAddresses.canonical("a@" + label));
        assertEquals(Optional.empty(), MailAddresses.canonical("a@x" + label));
        assertEquals(Optional.empty(), MailAddresses.canonical("a@" + "\u00fc".repeat(60)), "its A-label is too long");

        String longest = String.join(".", label, label, label, "x".repeat(60)); // 252 characters
        assertEquals(Optional.of("a@" + longest), MailAddresses.canonical("a@" + longest));
        assertEquals(Optional.empty(), MailAddresses.canonical("ab@" + longest));
    }
}
