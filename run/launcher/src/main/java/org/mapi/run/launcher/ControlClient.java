package org.mapi.run.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Sends commands to the running appliance of a run directory. Every sub-command that needs the appliance uses this; for example
 * {@code client.gogo("mapi:flows", System.out, System.err)}. Not safe for several threads.
 */
public final class ControlClient implements AutoCloseable {

    private final SocketChannel channel;
    private final OutputStream requests;
    private final LineReader answers;

    private ControlClient(SocketChannel channel) {
        this.channel = channel;
        this.requests = Channels.newOutputStream(channel);
        this.answers = new LineReader(Channels.newInputStream(channel));
    }

    /**
     * Connects.
     *
     * @param directory run directory of the appliance
     * @return the connection
     * @throws UserError with {@link ExitStatus#NOT_RUNNING} if no appliance runs there, with {@link ExitStatus#NOT_ANSWERING}
     * if one
     *     does but its socket cannot be reached
     */
    public static ControlClient connect(RunDirectory directory) {
        if (!InstanceLock.isHeld(directory)) {
            throw new UserError(ExitStatus.NOT_RUNNING, "no appliance runs in " + directory.path()
                    + " (start one with 'mapi start', or name another run directory with --dir)");
        }
        try {
            return new ControlClient(SocketChannel.open(UnixDomainSocketAddress.of(directory.socket())));
        } catch (IOException e) {
            throw new UserError(ExitStatus.NOT_ANSWERING, "the appliance in " + directory.path() + " cannot be reached: "
                    + directory.socket() + ": " + RunDirectory.reason(e));
        }
    }

    /**
     * Runs a line of the Gogo shell inside the appliance; the session lasts as long as this connection.
     *
     * @param commandLine one line
     * @param out receives standard output as it comes
     * @param err receives standard error as it comes
     * @return the status, 0 if the command succeeded
     * @throws UserError if the line holds a line feed or is too long, or the connection ends before the answer
     */
    public int gogo(String commandLine, OutputStream out, OutputStream err) {
        return request(ControlProtocol.GOGO + " " + commandLine, out, err);
    }

    /** As {@link #gogo}, for any request line of the protocol. */
    int request(String line, OutputStream out, OutputStream err) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        if (line.indexOf('\n') >= 0 || bytes.length > ControlProtocol.MAX_LINE) {
            throw new UserError("command: " + bytes.length + " bytes, expected one line of at most " + ControlProtocol.MAX_LINE);
        }
        try {
            send(bytes);
            return receive(out, err);
        } catch (IOException e) {
            throw new UserError(ExitStatus.NOT_ANSWERING, "the appliance ended the connection: " + e.getMessage());
        }
    }

    private void send(byte[] bytes) throws IOException {
        byte[] terminated = Arrays.copyOf(bytes, bytes.length + 1);
        terminated[bytes.length] = '\n';
        try {
            requests.write(terminated);
        } catch (IOException e) {
            // A server that refuses has written why before it closed: read that instead of reporting a broken pipe.
            if (!channel.isOpen()) {
                throw e;
            }
        }
    }

    private int receive(OutputStream out, OutputStream err) throws IOException {
        while (true) {
            String header = answers.readLine();
            if (header == null) {
                throw new IOException("no more data");
            }
            int blank = header.indexOf(' ');
            int number = blank < 0 ? -1 : number(header.substring(blank + 1));
            if (number < 0) {
                throw new IOException("unexpected answer '" + header + "'");
            }
            switch (header.substring(0, blank)) {
                case "out" -> copy(number, out);
                case "err" -> copy(number, err);
                case "exit" -> {
                    return number;
                }
                default -> throw new IOException("unexpected answer '" + header + "'");
            }
        }
    }

    private void copy(int length, OutputStream target) throws IOException {
        target.write(answers.readBlock(length));
        target.flush();
    }

    private static int number(String text) {
        try {
            int value = Integer.parseInt(text);
            return value <= ControlProtocol.MAX_BLOCK ? value : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("control connection cannot be closed: " + e.getMessage(), e);
        }
    }
}
