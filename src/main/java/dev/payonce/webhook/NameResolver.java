package dev.payonce.webhook;

import io.smallrye.mutiny.Uni;
import java.net.InetAddress;
import java.util.List;

/** Finds the addresses of a host. */
interface NameResolver {

    /** All addresses of a name, or the one that it spells; fails where there is none. */
    Uni<List<InetAddress>> resolve(String host);
}
