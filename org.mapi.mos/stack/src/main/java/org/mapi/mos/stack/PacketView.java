package org.mapi.mos.stack;

import java.lang.foreign.MemorySegment;
import org.mapi.mos.ChecksumUpdate;
import org.mapi.mos.MonitoredPacket;
import org.mapi.mos.PacketPart;
import org.mapi.mos.Side;
import org.mapi.packet.Packet;

/** A packet at an event: the one at hand, which may be changed, or a recorded copy, which may not. Reused. */
final class PacketView implements MonitoredPacket {
    private final FrameEdit edit;
    private Packet frame;
    /** Number of the side that sent it: stored for each packet, where a reference would cost more. */
    private int sender = Side.BOTH.number();
    private int device;
    private long streamOffset;
    private int payloadLength;

    /**
     * A view.
     *
     * @param edit changes the frame at hand; null for copies
     */
    PacketView(FrameEdit edit) {
        this.edit = edit;
    }

    /** Moves to a packet. */
    void move(Packet packet, Side newSender, int newDevice, long offset) {
        if (frame != packet) {
            frame = packet;
        }
        sender = newSender.number();
        device = newDevice;
        streamOffset = offset;
        payloadLength = packet.payloadLength();
    }

    /** Says who sent it and where its payload belongs, when that is known. */
    void locate(Side newSender, long offset) {
        sender = newSender.number();
        streamOffset = offset;
    }

    @Override
    public Packet frame() {
        return edit != null && edit.isEdited() ? edit.packet() : frame;
    }

    @Override
    public Side sender() {
        return FlowWords.sideOf(sender);
    }

    @Override
    public int inputDevice() {
        return device;
    }

    @Override
    public long time() {
        return frame.timestamp();
    }

    @Override
    public long streamOffset() {
        return streamOffset;
    }

    @Override
    public int payloadLength() {
        return payloadLength;
    }

    @Override
    public long sequence() {
        return frame.tcpSequence();
    }

    @Override
    public long acknowledgement() {
        return frame.tcpAcknowledgement();
    }

    @Override
    public int window() {
        return frame.tcpWindow();
    }

    @Override
    public boolean isForwarded() {
        return edit != null && edit.isForwarded();
    }

    @Override
    public void drop() {
        editable().drop();
    }

    @Override
    public void overwrite(PacketPart part, int offset, MemorySegment data, ChecksumUpdate update) {
        editable().overwrite(frame, part, offset, data, update);
    }

    @Override
    public void chomp(PacketPart part, int offset, int length, ChecksumUpdate update, boolean translate) {
        editable().chomp(frame, part, offset, length, update, translate);
    }

    @Override
    public void insert(PacketPart part, int offset, MemorySegment data, ChecksumUpdate update, boolean translate) {
        editable().insert(frame, part, offset, data, update, translate);
    }

    private FrameEdit editable() {
        return FrameEdit.require(edit);
    }
}
