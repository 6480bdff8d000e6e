package org.mapi.mos.samples.httplog;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.mapi.mos.Side;

/** Both directions of a connection: responses are told apart by the requests they answer. */
final class HttpConnection {
    /** Requests that are remembered until they are answered. */
    static final int MOST_PENDING = 10_000;

    /** A request that waits for its response. */
    private record Pending(int number, String method) { }

    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private final HttpParser fromClient;
    private final HttpParser fromServer;
    private final MessageSink sink;
    private boolean pairing = true;

    /** Takes what a connection has to tell. */
    interface MessageSink {
        /** A message is over. */
        void message(HttpMessage message, boolean complete);

        /** Bytes are missing; requests of which the answer may be among them. */
        void gap(Side receiver, long bytes, int[] unanswered);
    }

    HttpConnection(MessageSink sink) {
        this.sink = sink;
        fromClient = new HttpParser(true, new Requests());
        fromServer = new HttpParser(false, new Responses());
    }

    /** What a side received is read by this one. */
    HttpParser parser(Side receiver) {
        return receiver == Side.SERVER ? fromClient : fromServer;
    }

    /** The begin of what a side receives was not seen. */
    void beginAnywhere(Side receiver) {
        parser(receiver).beginAnywhere();
        pairing = false;
    }

    /** Whether nothing more is to be read. */
    boolean isForeign() {
        return fromClient.isForeign() && fromServer.isForeign();
    }

    void close() {
        fromClient.close();
        fromServer.close();
    }

    private final class Requests implements MessageListener {
        @Override
        public void head(HttpMessage message) {
            if (pending.size() == MOST_PENDING) {
                pending.clear();
                pairing = false;
            }
            pending.add(new Pending(message.number, message.method));
        }

        @Override
        public long bodyLength(HttpMessage message) {
            if (message.method.equals("CONNECT")) {
                return HttpParser.FOREIGN;
            }
            return message.isChunked() ? HttpParser.CHUNKED : Math.max(0, message.announcedLength());
        }

        @Override
        public void end(HttpMessage message, boolean complete) {
            sink.message(message, complete);
        }

        @Override
        public void gap(long bytes) {
            sink.gap(Side.SERVER, bytes, new int[0]);
            pairing = false;
        }

        @Override
        public void foreign() {
            // The answer to a request for another protocol is still to come.
            if (pending.isEmpty()) {
                fromServer.close();
            }
        }
    }

    private final class Responses implements MessageListener {
        private String answered = "";

        @Override
        public void head(HttpMessage message) {
            final Pending request = message.isInterim() ? pending.peek() : pending.poll();
            answered = request == null ? "" : request.method();
            message.request = request == null || !pairing ? 0 : request.number();
            pairing |= pending.isEmpty() && !message.isInterim();
        }

        @Override
        public long bodyLength(HttpMessage message) {
            if (message.status == 101 || answered.equals("CONNECT") && message.status / 100 == 2) {
                return HttpParser.FOREIGN;
            }
            if (message.status / 100 == 1 || message.status == 204 || message.status == 304 || answered.equals("HEAD")) {
                return 0;
            }
            if (message.isChunked()) {
                return HttpParser.CHUNKED;
            }
            final long length = message.announcedLength();
            return length < 0 ? HttpParser.UNTIL_CLOSE : length;
        }

        @Override
        public void end(HttpMessage message, boolean complete) {
            sink.message(message, complete);
        }

        /** The answers to all requests so far may be among the bytes that are missing. */
        @Override
        public void gap(long bytes) {
            final int[] unanswered = new int[pending.size()];
            int count = 0;
            for (Iterator<Pending> all = pending.iterator(); all.hasNext();) {
                unanswered[count++] = all.next().number();
            }
            pending.clear();
            // Of several answers some may still come, and nobody can tell which.
            pairing &= count <= 1;
            sink.gap(Side.CLIENT, bytes, unanswered);
        }

        @Override
        public void foreign() {
            fromClient.close();
        }
    }
}
