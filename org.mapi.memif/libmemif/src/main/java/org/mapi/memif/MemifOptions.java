package org.mapi.memif;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.mapi.memif.internal.wire.MessageDescriptor;
import org.mapi.memif.internal.wire.RingDescriptor;

/**
 * What an interface is to be (memif_conn_args_t, callbacks included). Immutable: each method returns a changed copy. As in C, 0
 * means the default for rings, buffer size and ring size.
 */
public final class MemifOptions {
    /** Rings per direction by default. */
    public static final int DEFAULT_RINGS = 1;
    /** Bytes of a buffer by default. */
    public static final int DEFAULT_BUFFER_SIZE = 2048;
    /** log2 of the ring size by default: 1024. */
    public static final int DEFAULT_LOG2_RING_SIZE = 10;
    /** Longest frame that frame handlers get by default. */
    public static final int DEFAULT_MAX_FRAME_LENGTH = 1 << 20;
    /** Shared memory that a slave may bring by default: 64 GiB. */
    public static final long DEFAULT_MAX_SHARED_MEMORY = 64L << 30;
    private static final int U8 = 255;
    private static final int U16 = 65535;
    private static final long U32 = 0xffff_ffffL;

    private final Role role;
    private final long id;
    private String secret = "";
    private String interfaceName = "";
    private InterfaceMode mode = InterfaceMode.ETHERNET;
    private RxMode rxMode = RxMode.INTERRUPT;
    private int s2mRings = DEFAULT_RINGS;
    private int m2sRings = DEFAULT_RINGS;
    private int bufferSize = DEFAULT_BUFFER_SIZE;
    private int log2RingSize = DEFAULT_LOG2_RING_SIZE;
    private int headroom;
    private int maxFrameLength = DEFAULT_MAX_FRAME_LENGTH;
    private long maxSharedMemory = DEFAULT_MAX_SHARED_MEMORY;
    private long regionSize = U32 + 1;
    private boolean isAutoRefill = true;
    private boolean isShrinkableAllowed;
    private Object privateContext;
    private MemifCallbacks.Connected onConnect = (memif, context) -> { };
    private MemifCallbacks.Disconnected onDisconnect = (memif, context, error, reason) -> { };
    private MemifCallbacks.Interrupted onInterrupt;

    private MemifOptions(final Role role, final long id) {
        check("interface id", id, 0, U32);
        this.role = role;
        this.id = id;
    }

    private MemifOptions(final MemifOptions from) {
        role = from.role;
        id = from.id;
        secret = from.secret;
        interfaceName = from.interfaceName;
        mode = from.mode;
        rxMode = from.rxMode;
        s2mRings = from.s2mRings;
        m2sRings = from.m2sRings;
        bufferSize = from.bufferSize;
        log2RingSize = from.log2RingSize;
        headroom = from.headroom;
        maxFrameLength = from.maxFrameLength;
        maxSharedMemory = from.maxSharedMemory;
        regionSize = from.regionSize;
        isAutoRefill = from.isAutoRefill;
        isShrinkableAllowed = from.isShrinkableAllowed;
        privateContext = from.privateContext;
        onConnect = from.onConnect;
        onDisconnect = from.onDisconnect;
        onInterrupt = from.onInterrupt;
    }

    private static void check(final String what, final long value, final long low, final long high) {
        if (value < low || value > high) {
            throw new MemifException(MemifError.INVAL_ARG, what + ": value=" + value + ", expected " + low + " to " + high);
        }
    }

    private static String checkBytes(final String what, final String value, final int limit) {
        if (value.getBytes(StandardCharsets.UTF_8).length > limit || value.indexOf('\0') >= 0) {
            throw new MemifException(MemifError.INVAL_ARG, what + ": expected at most " + limit + " bytes without NUL");
        }
        return value;
    }

    /**
     * A listening interface.
     *
     * @param id 0 to 2^32 - 1, the same on both sides
     * @return options
     * @throws MemifException INVAL_ARG if the id is out of range, as all methods here for their values
     */
    public static MemifOptions master(final long id) {
        return new MemifOptions(Role.MASTER, id);
    }

    /**
     * A connecting interface.
     *
     * @param id 0 to 2^32 - 1, the same on both sides
     * @return options
     */
    public static MemifOptions slave(final long id) {
        return new MemifOptions(Role.SLAVE, id);
    }

    /**
     * Sets the secret that both sides must know.
     *
     * @param value at most 24 bytes; empty for none
     * @return changed copy
     */
    public MemifOptions secret(final String value) {
        final MemifOptions copy = new MemifOptions(this);
        copy.secret = checkBytes("secret", value, MessageDescriptor.SECRET_LENGTH);
        return copy;
    }

    /**
     * Sets the name that the peer is told.
     *
     * @param value at most 32 bytes
     * @return changed copy
     */
    public MemifOptions interfaceName(final String value) {
        final MemifOptions copy = new MemifOptions(this);
        copy.interfaceName = checkBytes("interface name", value, MessageDescriptor.NAME_LENGTH);
        return copy;
    }

    /**
     * Sets what packets are.
     *
     * @param value the mode, default ETHERNET
     * @return changed copy
     */
    public MemifOptions mode(final InterfaceMode value) {
        final MemifOptions copy = new MemifOptions(this);
        copy.mode = Objects.requireNonNull(value);
        return copy;
    }

    /**
     * Sets how receive queues start.
     *
     * @param value default INTERRUPT
     * @return changed copy
     */
    public MemifOptions rxMode(final RxMode value) {
        final MemifOptions copy = new MemifOptions(this);
        copy.rxMode = Objects.requireNonNull(value);
        return copy;
    }

    /**
     * Sets the number of queues that a slave wants; the master takes what the slave brings.
     *
     * @param s2m slave to master, 0 to 255, 0 for 1
     * @param m2s master to slave, 0 to 255, 0 for 1
     * @return changed copy
     */
    public MemifOptions rings(final int s2m, final int m2s) {
        check("slave-to-master rings", s2m, 0, U8);
        check("master-to-slave rings", m2s, 0, U8);
        final MemifOptions copy = new MemifOptions(this);
        copy.s2mRings = s2m == 0 ? DEFAULT_RINGS : s2m;
        copy.m2sRings = m2s == 0 ? DEFAULT_RINGS : m2s;
        return copy;
    }

    /**
     * Sets the size of a slave's buffers.
     *
     * @param bytes 0 to 65535, 0 for 2048
     * @return changed copy
     */
    public MemifOptions bufferSize(final int bytes) {
        check("buffer size", bytes, 0, U16);
        final MemifOptions copy = new MemifOptions(this);
        copy.bufferSize = bytes == 0 ? DEFAULT_BUFFER_SIZE : bytes;
        return copy;
    }

    /**
     * Sets the size of a slave's rings.
     *
     * @param log2 0 to 14, 0 for 10 (1024)
     * @return changed copy
     * @throws MemifException MAX_RING if log2 is greater than 14
     */
    public MemifOptions log2RingSize(final int log2) {
        if (log2 > RingDescriptor.MAX_LOG2_SIZE) {
            throw new MemifException(MemifError.MAX_RING, "ring size: log2=" + log2 + ", expected 0 to "
                    + RingDescriptor.MAX_LOG2_SIZE);
        }
        check("ring size", log2, 0, RingDescriptor.MAX_LOG2_SIZE);
        final MemifOptions copy = new MemifOptions(this);
        copy.log2RingSize = log2 == 0 ? DEFAULT_LOG2_RING_SIZE : log2;
        return copy;
    }

    /**
     * Sets the bytes that automatic refills leave free in front of each of a slave's receive buffers.
     *
     * @param bytes 0 to 65535, less than the buffer size
     * @return changed copy
     */
    public MemifOptions headroom(final int bytes) {
        check("headroom", bytes, 0, U16);
        final MemifOptions copy = new MemifOptions(this);
        copy.headroom = bytes;
        return copy;
    }

    /**
     * Sets the longest frame that frame handlers get; longer ones are dropped and counted.
     *
     * @param bytes 1 to 2^31 - 1
     * @return changed copy
     */
    public MemifOptions maxFrameLength(final int bytes) {
        check("frame length", bytes, 1, Integer.MAX_VALUE);
        final MemifOptions copy = new MemifOptions(this);
        copy.maxFrameLength = bytes;
        return copy;
    }

    /**
     * Sets how much memory a slave may make this master map.
     *
     * @param bytes 1 or more
     * @return changed copy
     */
    public MemifOptions maxSharedMemory(final long bytes) {
        check("shared memory", bytes, 1, Long.MAX_VALUE >> 1);
        final MemifOptions copy = new MemifOptions(this);
        copy.maxSharedMemory = bytes;
        return copy;
    }

    /**
     * Sets the largest buffer region that a slave makes; more buffers go to further regions.
     *
     * @param bytes 65536 to 2^32, the default
     * @return changed copy
     */
    public MemifOptions regionSize(final long bytes) {
        check("region size", bytes, U16 + 1, U32 + 1);
        final MemifOptions copy = new MemifOptions(this);
        copy.regionSize = bytes;
        return copy;
    }

    /**
     * Sets whether a slave fills its receive queues by itself after a connect. C applications do it in on_connect.
     *
     * @param on default true
     * @return changed copy
     */
    public MemifOptions autoRefill(final boolean on) {
        final MemifOptions copy = new MemifOptions(this);
        copy.isAutoRefill = on;
        return copy;
    }

    /**
     * Sets whether a master takes memory that the slave can still shrink (DPDK's zero-copy client has such). A fault then ends
     * the connection; code that works on received memory outside of a frame handler may see an InternalError.
     *
     * @param on default false
     * @return changed copy
     */
    public MemifOptions allowShrinkable(final boolean on) {
        final MemifOptions copy = new MemifOptions(this);
        copy.isShrinkableAllowed = on;
        return copy;
    }

    /**
     * Sets an object that callbacks are given.
     *
     * @param context anything, may be null
     * @return changed copy
     */
    public MemifOptions privateContext(final Object context) {
        final MemifOptions copy = new MemifOptions(this);
        copy.privateContext = context;
        return copy;
    }

    /**
     * Sets the callback for connects.
     *
     * @param callback not null
     * @return changed copy
     */
    public MemifOptions onConnect(final MemifCallbacks.Connected callback) {
        final MemifOptions copy = new MemifOptions(this);
        copy.onConnect = Objects.requireNonNull(callback);
        return copy;
    }

    /**
     * Sets the callback for disconnects.
     *
     * @param callback not null
     * @return changed copy
     */
    public MemifOptions onDisconnect(final MemifCallbacks.Disconnected callback) {
        final MemifOptions copy = new MemifOptions(this);
        copy.onDisconnect = Objects.requireNonNull(callback);
        return copy;
    }

    /**
     * Sets the callback for interrupts.
     *
     * @param callback null if queues' events are not to be watched
     * @return changed copy
     */
    public MemifOptions onInterrupt(final MemifCallbacks.Interrupted callback) {
        final MemifOptions copy = new MemifOptions(this);
        copy.onInterrupt = callback;
        return copy;
    }

    /** @return the role */
    public Role role() {
        return role;
    }

    /** @return 0 to 2^32 - 1 */
    public long id() {
        return id;
    }

    /** @return empty for none */
    public String secret() {
        return secret;
    }

    /** @return may be empty */
    public String interfaceName() {
        return interfaceName;
    }

    /** @return the mode */
    public InterfaceMode mode() {
        return mode;
    }

    /** @return the initial rx mode */
    public RxMode rxMode() {
        return rxMode;
    }

    /** @return 1 to 255 */
    public int s2mRings() {
        return s2mRings;
    }

    /** @return 1 to 255 */
    public int m2sRings() {
        return m2sRings;
    }

    /** @return bytes */
    public int bufferSize() {
        return bufferSize;
    }

    /** @return 1 to 14 */
    public int log2RingSize() {
        return log2RingSize;
    }

    /** @return bytes */
    public int headroom() {
        return headroom;
    }

    /** @return bytes */
    public int maxFrameLength() {
        return maxFrameLength;
    }

    /** @return bytes */
    public long maxSharedMemory() {
        return maxSharedMemory;
    }

    /** @return bytes */
    public long regionSize() {
        return regionSize;
    }

    /** @return whether receive queues are filled at a connect */
    public boolean isAutoRefill() {
        return isAutoRefill;
    }

    /** @return whether unsealed memory is taken */
    public boolean isShrinkableAllowed() {
        return isShrinkableAllowed;
    }

    /** @return may be null */
    public Object privateContext() {
        return privateContext;
    }

    /** @return never null */
    public MemifCallbacks.Connected onConnect() {
        return onConnect;
    }

    /** @return never null */
    public MemifCallbacks.Disconnected onDisconnect() {
        return onDisconnect;
    }

    /** @return null if queues' events are not watched */
    public MemifCallbacks.Interrupted onInterrupt() {
        return onInterrupt;
    }
}
