package org.mapi.run.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One client. One thread reads requests ahead, so that a hang-up is noticed while a command runs; another does them in order.
 */
final class ControlConnection {

    private static final Logger LOG = System.getLogger(ControlConnection.class.getName());

    /** Stands for the end of the requests; a request never contains a line feed. */
    private static final String END = "\n";
    private static final String TOO_LONG = "\nlong";

    private final SocketChannel channel;
    private final AnswerWriter answer;
    private final OutputStream out;
    private final OutputStream err;
    private final ControlHandler handler;
    private final Consumer<ControlConnection> onEnd;
    private final BlockingQueue<String> requests = new ArrayBlockingQueue<>(ControlProtocol.MAX_AHEAD);
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Thread reader;
    private final Thread worker;

    ControlConnection(SocketChannel channel, ControlHandler.Factory handlers, Consumer<ControlConnection> onEnd) {
        this.channel = channel;
        this.answer = new AnswerWriter(Channels.newOutputStream(channel));
        this.out = answer.out();
        this.err = answer.err();
        this.handler = handlers.open(out, err);
        this.onEnd = onEnd;
        this.reader = Thread.ofPlatform().name("control-read").daemon().unstarted(this::read);
        this.worker = Thread.ofPlatform().name("control-work").daemon().unstarted(this::work);
    }

    void start() {
        reader.start();
        worker.start();
    }

    /** Tells a client why it is not served, and closes. */
    static void refuse(SocketChannel channel, String reason) throws IOException {
        try (channel) {
            AnswerWriter answer = new AnswerWriter(Channels.newOutputStream(channel));
            answer.error(reason);
            answer.exit(ControlProtocol.TRY_AGAIN);
        }
    }

    /** Ends the connection, interrupting a command in progress. */
    void hangUp() {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "control socket: a connection could not be closed", e);
        }
        reader.interrupt();
        worker.interrupt();
        handler.close();
        onEnd.accept(this);
    }

    private void read() {
        LineReader lines = new LineReader(Channels.newInputStream(channel));
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                requests.put(line);
            }
            hangUp();
        } catch (LineReader.LineTooLongException e) {
            finish(TOO_LONG);
        } catch (IOException e) {
            hangUp();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void finish(String reason) {
        try {
            requests.put(reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        try {
            for (String line = requests.take(); !line.startsWith(END); line = requests.take()) {
                int status = answerTo(line);
                out.flush();
                err.flush();
                answer.exit(status);
            }
            answer.error("line too long: at most " + ControlProtocol.MAX_LINE + " bytes are possible");
            answer.exit(ControlProtocol.BAD_REQUEST);
        } catch (IOException e) {
            // the client is gone; nobody is left who could be told
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            hangUp();
        }
    }

    private int answerTo(String line) throws IOException {
        int blank = line.indexOf(' ');
        String verb = blank < 0 ? line : line.substring(0, blank);
        String arguments = blank < 0 ? "" : line.substring(blank + 1);
        try {
            return handler.handle(verb, arguments);
        } catch (Exception | LinkageError e) {
            out.flush();
            answer.error("mapi: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
            return ExitStatus.FAILED;
        }
    }
}
