package dev.payonce.webhook;

import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Asks DNS without a thread that waits: a name server that hangs, which a merchant may run, keeps nobody else's look-up
 * waiting, as it would with the JDK's resolver.
 */
@ApplicationScoped
class DnsResolver implements NameResolver {

    private static final int QUERY_MILLIS = 2000;

    /** How long an answer may be remembered: a name that moves is followed soon. */
    private static final int REMEMBERED_SECONDS = 30;

    /** One daemon thread of its own, so that it depends on no transport that the server is configured with. */
    private final NioEventLoopGroup loop = new NioEventLoopGroup(1, new DefaultThreadFactory("webhook-dns", true));

    private final DnsNameResolver dns = new DnsNameResolverBuilder(loop.next())
            .datagramChannelType(NioDatagramChannel.class)
            .socketChannelType(NioSocketChannel.class)
            .resolvedAddressTypes(ResolvedAddressTypes.IPV4_PREFERRED)
            .queryTimeoutMillis(QUERY_MILLIS)
            .ttl(0, REMEMBERED_SECONDS)
            .negativeTtl(0)
            .searchDomains(List.of()) // a name is what it says, and never one of our own network's
            .build();

    @Override
    public Uni<List<InetAddress>> resolve(String host) {
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
        if (literal != null) {
            return Uni.createFrom().item(List.of(literal));
        }
        return Uni.createFrom()
                .emitter(addresses -> dns.resolveAll(host).addListener((Future<List<InetAddress>> found) -> {
                    if (found.isSuccess()) {
                        addresses.complete(found.getNow());
                    } else {
                        addresses.fail(found.cause());
                    }
                }));
    }

    @PreDestroy
    void close() {
        dns.close();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
