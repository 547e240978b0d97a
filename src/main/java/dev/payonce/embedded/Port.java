package dev.payonce.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** A server's port on the loopback address, remembered in a file, so that it is the same after a restart. */
record Port(Path file) {

    /** The port last chosen, or 0 if none was. */
    int remembered() {
        try {
            return Files.exists(file) ? Integer.parseInt(Files.readString(file).trim()) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Chooses a free port, the remembered one if possible, and remembers it. */
    int choose() throws IOException {
        int port;
        try {
            port = free(remembered());
        } catch (IOException taken) {
            port = free(0);
        }
        Files.writeString(file, Integer.toString(port));
        return port;
    }

    private static int free(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
