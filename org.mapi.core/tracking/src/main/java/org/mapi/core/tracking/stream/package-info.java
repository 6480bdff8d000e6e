/**
 * Reassembly: the bytes of one direction of a conversation, put in order.
 *
 * <p>A {@link org.mapi.core.tracking.stream.StreamBuffer} takes segments as they come and keeps a window of bytes by their
 * position
 * in the stream; any number of {@link org.mapi.core.tracking.stream.StreamCursor}s read it, each at its own pace. Who follows
 * many streams keeps those to which nothing unusual happens in {@link org.mapi.core.tracking.stream.PlainStreams}, a record of
 * 64 bytes each, and makes a buffer of one when it needs one. All memory is blocks of a
 * {@link org.mapi.core.tracking.stream.BlockPool} with a budget; a stream that nobody wrote to for longest gives its blocks up
 * first.
 */
@Export
@Version("0.1.0")
package org.mapi.core.tracking.stream;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
