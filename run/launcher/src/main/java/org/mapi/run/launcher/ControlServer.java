package org.mapi.run.launcher;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Listens on the control socket (mode 0600) and gives every connection its own thread and handler. */
final class ControlServer implements AutoCloseable {

    private static final Logger LOG = System.getLogger(ControlServer.class.getName());

    private final ServerSocketChannel listening;
    private final Path socket;
    private final ControlHandler.Factory handlers;
    private final Set<ControlConnection> connections = ConcurrentHashMap.newKeySet();

    private ControlServer(ServerSocketChannel listening, Path socket, ControlHandler.Factory handlers) {
        this.listening = listening;
        this.socket = socket;
        this.handlers = handlers;
    }

    /**
     * Opens the socket and starts to answer.
     *
     * @param socket its path; nothing may be there, and its folder must be closed to others
     * @param handlers gives a handler per connection
     * @return the server; close it to end
     * @throws IOException if the socket cannot be made
     */
    static ControlServer open(Path socket, ControlHandler.Factory handlers) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(socket), ControlProtocol.MAX_CONNECTIONS);
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        ControlServer server = new ControlServer(channel, socket, handlers);
        Thread.ofPlatform().name("control-accept").daemon().start(server::accept);
        return server;
    }

    private void accept() {
        while (listening.isOpen()) {
            try {
                admit(listening.accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.log(Level.WARNING, "control socket: a connection could not be accepted", e);
                pause();
            }
        }
    }

    private void admit(SocketChannel channel) throws IOException {
        if (connections.size() >= ControlProtocol.MAX_CONNECTIONS) {
            ControlConnection.refuse(channel, "too many connections: " + connections.size() + " are open, at most "
                    + ControlProtocol.MAX_CONNECTIONS + " are possible");
            return;
        }
        ControlConnection connection = new ControlConnection(channel, handlers, connections::remove);
        connections.add(connection);
        connection.start();
    }

    /** Without file descriptors, for example, accept fails at once and again: do not spin. */
    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        // First its name: the kernel goes on to queue clients until the accepting thread has noticed the close.
        Files.deleteIfExists(socket);
        listening.close();
        connections.forEach(ControlConnection::hangUp);
    }
}
