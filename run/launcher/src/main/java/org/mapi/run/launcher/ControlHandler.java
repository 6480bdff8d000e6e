package org.mapi.run.launcher;

import java.io.OutputStream;

/**
 * Does the requests of one connection, one at a time. Closed when the connection ends, possibly while a request is in
 * progress.
 */
interface ControlHandler extends AutoCloseable {

    /**
     * Does one request.
     *
     * @param verb first word of the line
     * @param arguments the rest, without the separating blank; may be empty
     * @return the status, 0 to 255
     * @throws Exception anything; becomes a line of standard error and status 1
     */
    int handle(String verb, String arguments) throws Exception;

    @Override
    void close();

    /** Makes a handler for a new connection. */
    interface Factory {

        /**
         * Makes a handler.
         *
         * @param out standard output of all answers
         * @param err standard error of all answers
         * @return the handler
         */
        ControlHandler open(OutputStream out, OutputStream err);
    }
}
