package dev.payonce.benchmark;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads one answer: its status, its length, and whether it is whole. */
final class AnswerBuffer {

    private static final byte[] LENGTH = "\r\ncontent-length:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RETRY = "\r\nretry-after:".getBytes(StandardCharsets.US_ASCII);

    private final ByteBuffer bytes = ByteBuffer.allocate(8 * 1024);
    private int scanned;
    private int whole = -1;

    void clear() {
        bytes.clear();
        scanned = 0;
        whole = -1;
    }

    /** Reads what has come; true if the answer is whole. */
    boolean read(ReadableByteChannel channel) throws IOException {
        if (channel.read(bytes) < 0) {
            throw new EOFException("the server closed a connection that is to be kept, after: " + text());
        }
        if (whole < 0) {
            int head = endOfHead();
            if (head < 0) {
                return false;
            }
            whole = head + number(LENGTH, head);
        }
        return bytes.position() >= whole;
    }

    private int endOfHead() {
        byte[] array = bytes.array();
        for (int i = scanned; i + 3 < bytes.position(); i++) {
            if (array[i] == '\r' && array[i + 1] == '\n' && array[i + 2] == '\r' && array[i + 3] == '\n') {
                return i + 4;
            }
        }
        scanned = Math.max(0, bytes.position() - 3);
        return -1;
    }

    /** {@code HTTP/1.1 201 Created}. */
    int status() {
        byte[] array = bytes.array();
        return (array[9] - '0') * 100 + (array[10] - '0') * 10 + array[11] - '0';
    }

    boolean saysWhenToRetry() {
        return find(RETRY, whole) >= 0;
    }

    /** How long the answer asks to wait for the next request; 0 if it does not. */
    long retryAfterNanos() {
        return saysWhenToRetry() ? number(RETRY, whole) * 1_000_000_000L : 0;
    }

    String text() {
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    private int number(byte[] header, int head) {
        int at = find(header, head);
        if (at < 0) {
            throw new IllegalStateException("an answer of unknown length: " + text().toLowerCase(Locale.ROOT));
        }
        byte[] array = bytes.array();
        int number = 0;
        for (int i = at; array[i] != '\r'; i++) {
            if (array[i] != ' ') {
                number = number * 10 + array[i] - '0';
            }
        }
        return number;
    }

    /** Behind the header's colon, or -1; names are compared without regard to case. */
    private int find(byte[] header, int head) {
        byte[] array = bytes.array();
        next:
        for (int i = 12; i + header.length < head; i++) {
            for (int j = 0; j < header.length; j++) {
                byte letter = array[i + j];
                if ((letter >= 'A' && letter <= 'Z' ? letter + 32 : letter) != header[j]) {
                    continue next;
                }
            }
            return i + header.length;
        }
        return -1;
    }
}
