/**
 * Reads trace files into one reused native buffer and hands the packets out where they lie.
 *
 * <p>From the bottom up: a {@code ByteSource} delivers bytes (file, pipe, gzip on top of either) without ever waiting; the
 * {@code TraceBuffer} keeps a stretch of them in native memory and moves the unfinished record to its start between polls; a
 * {@code RecordReader} per format finds the records in it; {@code TraceDevice} is the capture device over one or more files,
 * with loops and pace.
 */
package org.mapi.core.trace.read;
