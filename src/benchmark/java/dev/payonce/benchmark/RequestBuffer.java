package dev.payonce.benchmark;

import java.nio.ByteBuffer;

/** Where a request is put together before it is sent. */
final class RequestBuffer {

    private static final byte[] HEX = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(4096);

    void clear() {
        bytes.clear();
    }

    void flip() {
        bytes.flip();
    }

    ByteBuffer bytes() {
        return bytes;
    }

    RequestBuffer put(byte[] text) {
        bytes.put(text);
        return this;
    }

    /** A number with leading zeros. */
    RequestBuffer decimal(long number, int digits) {
        int end = bytes.position() + digits;
        bytes.position(end);
        long rest = number;
        for (int at = end - 1; at >= end - digits; at--) {
            bytes.put(at, (byte) ('0' + rest % 10));
            rest /= 10;
        }
        return this;
    }

    /** 16 hexadecimal digits. */
    RequestBuffer hex(long number) {
        for (int shift = 60; shift >= 0; shift -= 4) {
            bytes.put(HEX[(int) (number >>> shift) & 15]);
        }
        return this;
    }
}
