package org.mapi.mos.samples.httplog;

/** What a parser tells: messages, and what is none. */
interface MessageListener {
    /** The head of a message is complete; how its body is delimited is asked for next. */
    void head(HttpMessage message);

    /** How long the body is; asked after {@link #head}. */
    long bodyLength(HttpMessage message);

    /** A message is over. */
    void end(HttpMessage message, boolean complete);

    /** Bytes between messages were lost, or what followed a loss was skipped. */
    void gap(long bytes);

    /** What follows is not HTTP: nothing more is parsed. */
    void foreign();
}
