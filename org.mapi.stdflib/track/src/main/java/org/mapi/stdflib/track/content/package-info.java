/**
 * Recognition of applications by what their packets contain, without any memory of other packets: each recogniser looks at the
 * beginning of one payload and says yes, no, or that it needs more of the stream.
 *
 * <p>A payload (or what several segments of it have brought so far) is handed over as {@link
 * org.mapi.stdflib.track.content.Content}, a copy of its first bytes. Nothing here allocates when packets are looked at, throws
 * because of what they contain, or reads behind the captured bytes.
 */
package org.mapi.stdflib.track.content;
