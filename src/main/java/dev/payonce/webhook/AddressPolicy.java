package dev.payonce.webhook;

import io.netty.util.NetUtil;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses may be connected to: those of the public internet. A merchant says where the server connects to, and must
 * not reach through it what only the server can reach.
 */
@ApplicationScoped
class AddressPolicy {

    /** Addresses that begin with the same bits. */
    private record Block(byte[] address, int bits) {

        static Block of(String cidr) {
            String[] parts = cidr.split("/");
            return new Block(NetUtil.createByteArrayFromIpAddressString(parts[0]), Integer.parseInt(parts[1]));
        }

        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % Byte.SIZE;
                if ((address[bit / Byte.SIZE] & mask) != (other[bit / Byte.SIZE] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** What IANA's registry of special-purpose IPv4 addresses does not call globally reachable, and multicast. */
    private static final List<Block> NOT_PUBLIC_4 = blocks(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // shared, behind a carrier's NAT
            "127.0.0.0/8", // loopback
            "169.254.0.0/16", // link-local, and the metadata of clouds
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // relays of 6to4
            "192.168.0.0/16", // private
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, and broadcast

    /** All that IANA has given out as global unicast. Loopback, link-local, unique local, multicast and mapped IPv4 are not. */
    private static final List<Block> GLOBAL_6 = blocks("2000::/3");

    /** What of it leads elsewhere: to IPv4 addresses within, or nowhere. */
    private static final List<Block> NOT_PUBLIC_6 = blocks(
            "2001::/23", // protocol assignments, Teredo among them
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4
            "3fff::/20"); // documentation

    private final boolean privateToo;

    AddressPolicy(WebhookConfig config) {
        this.privateToo = config.privateAddresses();
    }

    private static List<Block> blocks(String... cidrs) {
        return Stream.of(cidrs).map(Block::of).toList();
    }

    /** Whether one address that is not public rules a receiver out. */
    boolean isStrict() {
        return !privateToo;
    }

    /** Whether all of a name's addresses may be connected to. One that may not is enough to distrust the name. */
    boolean allows(List<InetAddress> addresses) {
        return privateToo || addresses.stream().allMatch(AddressPolicy::isPublic);
    }

    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address
                ? NOT_PUBLIC_4.stream().noneMatch(block -> block.contains(bytes))
                : GLOBAL_6.stream().anyMatch(block -> block.contains(bytes))
                        && NOT_PUBLIC_6.stream().noneMatch(block -> block.contains(bytes));
    }
}
