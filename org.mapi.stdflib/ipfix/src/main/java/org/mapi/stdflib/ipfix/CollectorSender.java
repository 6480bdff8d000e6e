package org.mapi.stdflib.ipfix;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.mapi.function.ResultReader;
import org.mapi.result.ExportDatagram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the datagrams of a queue to a collector, on a thread of its own. A collector that cannot be reached is tried again every
 * second; meanwhile the queue fills, and then a trace waits and live datagrams are lost and counted.
 */
final class CollectorSender implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(CollectorSender.class);
    private static final long WAIT = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long RETRY = TimeUnit.SECONDS.toNanos(1);
    /** A pause between datagrams of a trace, so that a collector's socket buffer is not flooded. */
    private static final long PACE = TimeUnit.MICROSECONDS.toNanos(20);
    private static final int SEQUENCE_AT = 8;

    private final Transport transport;
    private final ResultReader<ExportDatagram> reader;
    private final byte[] templates;
    private final boolean paced;
    private final Thread thread;
    private WritableByteChannel channel;
    private boolean failing;
    private volatile boolean stopping;
    private volatile long sent;
    private volatile long failures;

    /**
     * A sender that does not run yet.
     *
     * @param templates what a TCP collector that was connected to again needs first; empty if nothing
     * @param paced     whether to leave time between datagrams
     */
    CollectorSender(Transport transport, ResultReader<ExportDatagram> reader, byte[] templates, boolean paced) {
        this.transport = transport;
        this.reader = reader;
        this.templates = templates;
        this.paced = paced && !transport.tcp();
        thread = Thread.ofPlatform().daemon().name("flow-report " + transport).unstarted(this);
    }

    void start() {
        thread.start();
    }

    /** Datagrams up to this number were sent already. Before the start. */
    void sentBefore(long number) {
        sent = number;
    }

    /** Number of the datagram that was sent last. Any thread. */
    long sent() {
        return sent;
    }

    /** Attempts that failed. Any thread. */
    long failures() {
        return failures;
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                final ExportDatagram datagram = reader.read(WAIT);
                if (datagram != null) {
                    deliver(datagram);
                } else if (stopping || reader.ended()) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeChannel();
            reader.close();
        }
    }

    private void deliver(ExportDatagram datagram) throws InterruptedException {
        if (datagram.recno() <= sent) {
            return;
        }
        boolean done = send(datagram);
        while (!done && transport.tcp()) {
            TimeUnit.NANOSECONDS.sleep(RETRY);
            done = send(datagram);
        }
        sent = datagram.recno();
        if (paced) {
            LockSupport.parkNanos(PACE);
        }
    }

    private boolean send(ExportDatagram datagram) {
        try {
            if (channel == null) {
                open(datagram);
            }
            write(ByteBuffer.wrap(datagram.bytes()));
            failing = false;
            return true;
        } catch (IOException e) {
            failures++;
            if (!failing) {
                LOG.warn("flow reports cannot be sent to {}: {}", transport, e.getMessage());
            }
            failing = true;
            closeChannel();
            return false;
        }
    }

    private void open(ExportDatagram next) throws IOException {
        final InetSocketAddress address = new InetSocketAddress(transport.host(), transport.port());
        if (address.isUnresolved()) {
            throw new IOException("host " + transport.host() + " is not known");
        }
        if (!transport.tcp()) {
            channel = DatagramChannel.open().connect(address);
            return;
        }
        channel = SocketChannel.open(address);
        if (sent > 0 && templates.length > 0) {
            final byte[] first = templates.clone();
            System.arraycopy(next.bytes(), SEQUENCE_AT, first, SEQUENCE_AT, Integer.BYTES);
            write(ByteBuffer.wrap(first));
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private void closeChannel() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.debug("closing the connection to {}", transport, e);
        } finally {
            channel = null;
        }
    }

    /** Sends what is in the queue and ends, or ends after a time. */
    void stop(long nanos) {
        stopping = true;
        if (thread.getState() == Thread.State.NEW) {
            reader.close();
            return;
        }
        try {
            thread.join(Duration.ofNanos(nanos));
            if (thread.isAlive()) {
                thread.interrupt();
                thread.join(Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
