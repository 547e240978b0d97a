package dev.payonce.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Ends an HTTP/2 connection whose frames carry little but work for us: PRIORITY, PING, SETTINGS, empty DATA, frames of types that
 * nobody knows. Netty bounds some of them, each in its own way; this counts whatever is neither a request nor a part of its body.
 * A client needs few of those, some more for each request, and one now and then to be sent the rest of a long answer.
 */
final class FrameBudget extends ChannelDuplexHandler {

    static final int FREE = 1000;
    private static final int FOR_A_REQUEST = 10;
    private static final int BYTES_OF_ANSWER_FOR_ONE = 1024;
    private static final long TIME = TimeUnit.SECONDS.toNanos(10);

    private static final int HEAD = 9;
    private static final int LENGTH = 3;

    /** Bytes until the next frame begins. */
    private int skip = Http2CodecUtil.connectionPrefaceBuf().readableBytes();

    private int ofHead;
    private int length;
    private int type;

    private long since = System.nanoTime();
    private long spent;
    private long earned;
    private long written;
    private boolean over;

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (!over) {
            count((ByteBuf) bytes);
            over = spent > FREE + earned + written / BYTES_OF_ANSWER_FOR_ONE;
            if (over) {
                end(context);
            }
        }
        if (over) {
            ReferenceCountUtil.release(bytes);
        } else {
            context.fireChannelRead(bytes);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object bytes, ChannelPromise promise) {
        written += bytes instanceof ByteBuf answer ? answer.readableBytes() : 0;
        context.write(bytes, promise);
    }

    private void count(ByteBuf bytes) {
        long now = System.nanoTime();
        if (now - since > TIME) {
            since = now;
            spent = 0;
            earned = 0;
            written = 0;
        }
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex()) {
            if (skip > 0) {
                int passed = Math.min(skip, bytes.writerIndex() - at);
                skip -= passed;
                at += passed;
            } else {
                ofHead(bytes.getUnsignedByte(at));
                at++;
            }
        }
    }

    /** The head of a frame is its length, its type, and what does not matter here. */
    private void ofHead(int octet) {
        if (ofHead < LENGTH) {
            length = length << Byte.SIZE | octet;
        } else if (ofHead == LENGTH) {
            type = octet;
        }
        ofHead++;
        if (ofHead == HEAD) {
            account();
            skip = length;
            length = 0;
            ofHead = 0;
        }
    }

    private void account() {
        if (type == Http2FrameTypes.HEADERS) {
            earned += FOR_A_REQUEST;
        } else if (type != Http2FrameTypes.DATA || length == 0) {
            spent++;
        }
    }

    /** Says why (RFC 9113, section 10.5), and closes the connection. */
    private static void end(ChannelHandlerContext context) {
        Http2ConnectionHandler http2 = context.pipeline().get(Http2ConnectionHandler.class);
        http2.onError(
                context.pipeline().context(http2),
                false,
                Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "Too many frames that ask for nothing."));
    }
}
