package dev.payonce.receipt;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a sending is about, as Redis may hold it: with the client's key it can be recognised, without it nothing can be
 * tried out against it, for the key is random and stays with the client.
 */
final class KeyedCipher {

    private final String key;

    KeyedCipher(String key) {
        this.key = key;
    }

    /** The same for the same value under the same key, and for nothing else. */
    String digest(String what, String value) {
        return HexFormat.of().formatHex(sha256(what + "\n" + key + "\n" + value));
    }

    /** A text that {@link #reveal} gives back; the token makes each veil another one. */
    String hide(UUID token, String text) {
        return HexFormat.of().formatHex(cipher(token, text.getBytes(StandardCharsets.UTF_8)));
    }

    String reveal(UUID token, String hidden) {
        return new String(cipher(token, HexFormat.of().parseHex(hidden)), StandardCharsets.UTF_8);
    }

    /** In counter mode encrypting and decrypting are the same. */
    private byte[] cipher(UUID token, byte[] bytes) {
        try {
            byte[] counter = ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(token.getMostSignificantBits())
                    .putLong(token.getLeastSignificantBits())
                    .array();
            Cipher aes = Cipher.getInstance("AES/CTR/NoPadding");
            aes.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(sha256("veil\n" + key), "AES"),
                    new IvParameterSpec(counter));
            return aes.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES", e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
