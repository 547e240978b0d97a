package dev.payonce.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A network that fails: a TCP proxy that treats each connection as its {@link Plan} says. With several backends it is a
 * load balancer, too: a connection goes to one that accepts it.
 */
final class FaultyProxy implements AutoCloseable {

    enum Fault {
        NONE,
        /** The request is cut after some bytes: the server may or may not have got all of it. */
        CUT_REQUEST,
        /** The answer is cut after some bytes: the server did it, the client cannot read that. */
        CUT_ANSWER,
        /** Everything arrives, late. */
        DELAY,
        /** Accepted and swallowed: nothing ever reaches the server. */
        DROP,
        /** After some bytes of the answer nothing more comes, and the connection stays open. */
        HALF_OPEN
    }

    /** What happens to one connection. */
    record Plan(Fault fault, int afterBytes, Duration delay) {

        static final Plan FAITHFUL = new Plan(Fault.NONE, 0, Duration.ZERO);

        static Plan of(Fault fault, int afterBytes) {
            return new Plan(fault, afterBytes, Duration.ofMillis(300));
        }
    }

    /** Plans by chance: mostly none, and each fault about equally often. */
    static Supplier<Plan> byChance(Random random, double faults, Duration longestDelay) {
        return () -> {
            synchronized (random) {
                if (random.nextDouble() >= faults) {
                    return Plan.FAITHFUL;
                }
                Fault fault = Fault.values()[1 + random.nextInt(Fault.values().length - 1)];
                // A connection carries many requests: it may fail at the first of them, or late in its life.
                int afterBytes = random.nextInt(random.nextBoolean() ? 4_000 : 40_000);
                return new Plan(fault, afterBytes, Duration.ofMillis(random.nextInt((int) longestDelay.toMillis())));
            }
        };
    }

    private static final int CONNECT_MILLIS = 500;

    private final ServerSocket listener;
    private volatile List<Integer> backends;
    private final Random random;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong faults = new AtomicLong();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "faulty-proxy");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Supplier<Plan> plans;
    private volatile boolean silent;

    FaultyProxy(List<Integer> backends, Supplier<Plan> plans, long seed) {
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.backends = List.copyOf(backends);
        this.plans = plans;
        this.random = new Random(seed);
        threads.submit(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** From now on for new connections. Those that are open are closed. */
    void plan(Supplier<Plan> next) {
        plans = next;
        silent = false;
        cutAll();
    }

    /** From now on new connections go there, and there are no others. */
    void leadTo(int backend) {
        backends = List.of(backend);
        cutAll();
    }

    /** From now on no answer arrives on any connection, open or new, and none of them is closed; until the next plan. */
    void silence() {
        silent = true;
    }

    /** How many connections were given a fault. */
    long faults() {
        return faults.get();
    }

    void cutAll() {
        open.forEach(FaultyProxy::shut);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                threads.submit(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        Plan plan = plans.get();
        open.add(client);
        if (plan.fault() != Fault.NONE) {
            faults.incrementAndGet();
        }
        if (plan.fault() == Fault.DROP) {
            swallow(client);
            return;
        }
        Socket server = backend();
        if (server == null) {
            shut(client);
            return;
        }
        open.add(server);
        threads.submit(() -> pump(client, server, plan, plan.fault() == Fault.CUT_REQUEST, false, false));
        pump(server, client, plan, plan.fault() == Fault.CUT_ANSWER, plan.fault() == Fault.HALF_OPEN, true);
    }

    private Socket backend() {
        var order = new ArrayList<>(backends);
        synchronized (random) {
            Collections.shuffle(order, random);
        }
        for (int port : order) {
            var socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
                return socket;
            } catch (IOException dead) {
                shut(socket);
            }
        }
        return null;
    }

    private void swallow(Socket client) {
        try (client) {
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException closed) {
            // that was to be expected
        } finally {
            open.remove(client);
        }
    }

    private void pump(Socket from, Socket to, Plan plan, boolean cuts, boolean stalls, boolean answers) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[4096];
            long passed = 0;
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                int allowed = cuts || stalls ? (int) Math.min(read, Math.max(0, plan.afterBytes() - passed)) : read;
                if (plan.fault() == Fault.DELAY) {
                    Await.pause(plan.delay());
                }
                if (!answers || !silent) {
                    out.write(bytes, 0, allowed);
                    out.flush();
                }
                passed += allowed;
                if (allowed < read && cuts) {
                    break;
                }
            }
        } catch (IOException closed) {
            // one side is gone, so the other goes, too
        } finally {
            shut(from);
            shut(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private static void shut(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // what was wanted
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cutAll();
        threads.shutdownNow();
    }
}
