package org.mapi.memif;

import java.util.ArrayList;
import java.util.List;
import org.mapi.memif.internal.control.MasterHandshake;
import org.mapi.memif.internal.sys.SocketAddress;
import org.mapi.memif.internal.sys.SystemCalls;

/**
 * The listening end of a socket, open while there is a master. Slaves that have connected but not finished their handshake are
 * kept here: few of them, and not for long. When no descriptor is left for the next one, listening pauses instead of spinning.
 */
final class Listener implements ControlFd {
    private static final int BACKLOG = 128;
    private static final int MOST_PENDING = 64;
    private static final int EAGAIN = 11;
    private static final int ECONNREFUSED = 111;
    private static final int ECONNABORTED = 103;

    private final MemifSocket socket;
    private final SocketAddress address;
    private final List<Channel> pending = new ArrayList<>();
    private int permissions = -1;
    private int fd = -1;
    private long inode;
    private boolean isPaused;

    Listener(final MemifSocket socket, final SocketAddress address) {
        this.socket = socket;
        this.address = address;
    }

    private SystemCalls system() {
        return socket.context().system();
    }

    void permissions(final int mode) {
        permissions = mode;
    }

    @Override
    public int fd() {
        return fd;
    }

    /** Starts to listen, unless it does. */
    void open() {
        if (fd >= 0) {
            return;
        }
        if (!address.isAbstract()) {
            removeStaleFile();
        }
        final int fresh = ControlLoop.check("socket", system().socket());
        try {
            ControlLoop.check("bind to " + address, system().bind(fresh, address));
            ControlLoop.check("SO_PASSCRED", system().passCredentials(fresh));
            if (!address.isAbstract()) {
                // nobody can connect before listen, so that the permissions hold from the start
                if (permissions >= 0) {
                    ControlLoop.check("chmod of " + address, system().chmod(address.name(), permissions));
                }
                inode = inode();
            }
            ControlLoop.check("listen on " + address, system().listen(fresh, BACKLOG));
            watch(fresh);
        } catch (MemifException failed) {
            system().close(fresh);
            removeOwnFile();
            throw failed;
        }
    }

    void adopt(final int given) {
        if (fd >= 0) {
            throw new MemifException(MemifError.INVAL_ARG, "listener: socket listens already: name=" + address);
        }
        ControlLoop.check("non-blocking listener", system().nonBlocking(given));
        watch(given);
    }

    private void watch(final int fresh) {
        fd = fresh;
        try {
            socket.context().loop().watch(this, MemifEvents.READ);
        } catch (MemifException refused) {
            fd = -1;
            throw refused;
        }
    }

    private void removeStaleFile() {
        final SystemCalls.FileStatus status = new SystemCalls.FileStatus();
        if (system().status(address.name(), status) < 0) {
            return;
        }
        if ((status.mode & SystemCalls.TYPE_MASK) != SystemCalls.TYPE_SOCKET) {
            throw new MemifException(MemifError.FILE_NOT_SOCK, "socket file: name=" + address + ", mode="
                    + Integer.toOctalString(status.mode));
        }
        // a file whose owner lives is left alone: bind will say that the address is in use
        if (system().probe(address) == -ECONNREFUSED) {
            system().unlink(address.name());
        }
    }

    private long inode() {
        final SystemCalls.FileStatus status = new SystemCalls.FileStatus();
        return system().status(address.name(), status) < 0 ? 0 : status.inode;
    }

    private void removeOwnFile() {
        if (inode != 0 && inode() == inode) {
            system().unlink(address.name());
        }
        inode = 0;
    }

    @Override
    public MemifError ready(final int events) {
        final int accepted = system().accept(fd);
        if (accepted == -EAGAIN || accepted == -ECONNABORTED) {
            return MemifError.SUCCESS;
        }
        if (accepted < 0) {
            pause(true);
            return MemifError.ofErrno(-accepted);
        }
        if (pending.size() >= MOST_PENDING) {
            pending.getFirst().close(MemifError.DISCONNECTED, "too many pending connections", "too many pending connections");
        }
        final MasterPeer peer = new MasterPeer(socket);
        final Channel channel = new Channel(socket.context(), accepted, new MasterHandshake(peer), peer);
        peer.channel(channel);
        pending.add(channel);
        try {
            return channel.start();
        } catch (MemifException refused) {
            channel.close(refused.error(), refused.getMessage(), null);
            return refused.error();
        } finally {
            socket.context().updateTimers();
        }
    }

    private void pause(final boolean on) {
        if (on != isPaused && fd >= 0) {
            isPaused = on;
            socket.context().loop().modify(this, on ? 0 : MemifEvents.READ);
            socket.context().updateTimers();
        }
    }

    void settled(final Channel channel) {
        if (pending.remove(channel)) {
            socket.context().updateTimers();
        }
    }

    boolean needsHousekeeping() {
        return isPaused || !pending.isEmpty();
    }

    void keepHouse(final long now) {
        pause(false);
        for (final Channel channel : new ArrayList<>(pending)) {
            if (channel.isLate(now)) {
                channel.close(MemifError.DISCONNECTED, "handshake took too long", "handshake took too long");
            }
        }
    }

    void close() {
        for (final Channel channel : new ArrayList<>(pending)) {
            channel.close(MemifError.DISCONNECTED, "interface deleted", "interface deleted");
        }
        if (fd >= 0) {
            socket.context().loop().forget(this);
            system().close(fd);
            fd = -1;
            isPaused = false;
            removeOwnFile();
        }
    }
}
