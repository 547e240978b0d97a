package dev.payonce.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionHandler;

/**
 * Sees by a client's first bytes which HTTP it speaks, once Vert.x has decided that, and adds what Vert.x has no setting for.
 * It comes behind what decides and before what reads.
 */
final class SpokenProtocol extends ChannelInboundHandlerAdapter {

    /** Vert.x' name of what would upgrade a connection from HTTP/1.1 to HTTP/2. */
    private static final String UPGRADE = "h2c";

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        ChannelPipeline pipeline = context.pipeline();
        if (pipeline.get(Http2ConnectionHandler.class) != null) {
            pipeline.addAfter(context.name(), null, new FrameBudget());
        } else if (pipeline.get(UPGRADE) != null) {
            pipeline.addBefore(UPGRADE, null, new NoUpgrade());
        }
        context.fireChannelRead(bytes);
        pipeline.remove(this);
    }

    /**
     * Takes the offer to upgrade out of a connection's first request, the only one whose offer Vert.x would take; a server may
     * pass it over (RFC 9110, section 7.8). An upgrade would come before {@code 100 Continue}, which the JDK's client does not
     * understand, and would keep one of several {@code Authorization} headers, which nobody could tell any more.
     */
    private static final class NoUpgrade extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request) {
                if (request.headers()
                        .contains(HttpHeaderNames.UPGRADE, Http2CodecUtil.HTTP_UPGRADE_PROTOCOL_NAME, true)) {
                    request.headers().remove(HttpHeaderNames.UPGRADE);
                }
                context.fireChannelRead(message);
                context.pipeline().remove(this);
            } else {
                context.fireChannelRead(message);
            }
        }

        /** A client that leaves before its first request is there; nobody behind this would expect it. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
