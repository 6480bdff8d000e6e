package org.mapi.memif.internal.control;

import java.util.ArrayList;
import java.util.List;
import org.mapi.memif.MemifError;
import org.mapi.memif.internal.sys.SystemCalls.FdSlot;
import org.mapi.memif.internal.wire.Message;
import org.mapi.memif.internal.wire.ProtocolException;
import org.mapi.memif.internal.wire.RingDescriptor;

/**
 * The master's end: greets with HELLO, checks INIT, acknowledges dense and well-formed regions and rings, and answers CONNECT
 * with CONNECTED. Everything that can be judged from numbers alone is judged here.
 */
public final class MasterHandshake extends Handshake {
    /** Highest region index. */
    public static final int MAX_REGION = 255;
    /** Highest ring index of each direction. */
    public static final int MAX_RING = 255;

    private final MasterSide side;
    private final List<Long> regions = new ArrayList<>();
    private int s2mRings;
    private int m2sRings;

    /**
     * A fresh handshake with its HELLO ready to send.
     *
     * @param side decides
     */
    public MasterHandshake(final MasterSide side) {
        super(State.AWAIT_INIT);
        this.side = side;
        send(new Outbound(side.hello()));
    }

    @Override
    boolean handle(final Message message, final FdSlot fd) throws ProtocolException {
        return switch (message) {
            case Message.Ack ignored -> true;
            case Message.Init init when state() == State.AWAIT_INIT -> {
                checkVersion(init.version(), init.version());
                remoteApplication(init.name());
                side.accept(init);
                enter(State.SETUP);
                yield acknowledge();
            }
            case Message.AddRegion region when state() == State.SETUP -> {
                check(region, fd);
                side.addRegion(region, fd);
                regions.add(region.size());
                yield acknowledge();
            }
            case Message.AddRing ring when state() == State.SETUP -> {
                check(ring, fd);
                side.addRing(ring, fd);
                if (ring.slaveToMaster()) {
                    s2mRings++;
                } else {
                    m2sRings++;
                }
                yield acknowledge();
            }
            case Message.Connect connect when state() == State.SETUP -> {
                remoteName(connect.name());
                send(new Outbound(new Message.Connected(side.connect(connect.name()))));
                enter(State.CONNECTED);
                yield true;
            }
            default -> false;
        };
    }

    private boolean acknowledge() {
        send(new Outbound(new Message.Ack()));
        return true;
    }

    private void check(final Message.AddRegion region, final FdSlot fd) throws ProtocolException {
        if (fd.fd < 0) {
            throw new ProtocolException(MemifError.NO_SHMFD, "missing memory region fd: region=" + region.index());
        }
        if (region.index() > MAX_REGION) {
            throw new ProtocolException(MemifError.MAXREG, "region limit reached: index=" + region.index() + ", expected at most "
                    + MAX_REGION);
        }
        if (region.index() != regions.size()) {
            throw new ProtocolException(MemifError.MFMSG, "unexpected region index: index=" + region.index() + ", expected "
                    + regions.size());
        }
        if (region.size() <= 0) {
            throw new ProtocolException(MemifError.MFMSG, "region size: size=" + Long.toUnsignedString(region.size())
                    + ", expected 1 to 2^63 - 1");
        }
    }

    private void check(final Message.AddRing ring, final FdSlot fd) throws ProtocolException {
        if (fd.fd < 0) {
            throw new ProtocolException(MemifError.NO_INTFD, "missing ring interrupt fd: ring=" + ring.index());
        }
        if (ring.privateHeader() != 0) {
            throw new ProtocolException(MemifError.PRIVHDR, "private headers not supported: size=" + ring.privateHeader());
        }
        if (ring.index() > MAX_RING) {
            throw new ProtocolException(MemifError.MAXRING, "ring limit reached: index=" + ring.index() + ", expected at most "
                    + MAX_RING);
        }
        final int expected = ring.slaveToMaster() ? s2mRings : m2sRings;
        if (ring.index() != expected) {
            throw new ProtocolException(MemifError.MFMSG, "unexpected ring index: index=" + ring.index() + ", expected "
                    + expected);
        }
        if (ring.log2Size() > RingDescriptor.MAX_LOG2_SIZE) {
            throw new ProtocolException(MemifError.MAX_RING, "ring size too large: log2=" + ring.log2Size()
                    + ", expected at most "
                    + RingDescriptor.MAX_LOG2_SIZE);
        }
        if (ring.region() >= regions.size() || ring.offset() % RingDescriptor.ALIGNMENT != 0
                || ring.offset() + RingDescriptor.bytes(ring.log2Size()) > regions.get(ring.region())) {
            throw new ProtocolException(MemifError.MFMSG, "ring outside of its region: region=" + ring.region() + ", regions="
                    + regions.size() + ", offset=" + ring.offset() + ", log2=" + ring.log2Size());
        }
    }
}
