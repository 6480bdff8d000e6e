/**
 * The tracking function library, {@code trackflib}: functions that let the packets of one application's connections pass.
 *
 * <p>Each function is a class with its definition ({@code TrackTls}); most of them are a {@link
 * org.mapi.stdflib.track.ConnectionTracker} with a recogniser of package {@code content}, those with data connections also with
 * a {@link org.mapi.stdflib.track.ControlFollower} that reads what is announced on the control connection.
 */
package org.mapi.stdflib.track;
