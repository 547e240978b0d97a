package dev.payonce.json;

import java.text.Normalizer;

/**
 * The one spelling of a text: Unicode's normal form C, in which texts that are canonically equivalent are equal strings.
 * Every text of a request is brought into it as it is read, and by nothing later: what is stored, compared, looked up
 * and answered is then one and the same string.
 */
public final class Texts {

    private Texts() {}

    /** The text in its one spelling; null for null. */
    public static String normal(String text) {
        return text == null ? null : Normalizer.normalize(text, Normalizer.Form.NFC);
    }
}
