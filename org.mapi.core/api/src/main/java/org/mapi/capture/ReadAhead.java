package org.mapi.capture;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a device's medium holds next, fetched by a second thread while the first one polls and processes.
 *
 * <p>The device hands its packets out in stretches. While one is polled, the next can be fetched into memory of its own; the poll
 * behind the end of a stretch goes on with what was fetched, whoever polls. Whoever fetched a stretch should also poll it, as its
 * bytes are in that processor's cache: so the engine lets the polling thread and the fetching one change places there, and has
 * the former fetch the stretch after the next one while the latter may still be at the next ({@link #vacate}). That is
 * advice, not duty: a device gives out the same packets in the same order whether anybody fetches or not, and never waits for
 * who does.
 *
 * <p>{@link #fetch} is called by any thread, at the same time as {@link CaptureDevice#poll} and as another {@link #fetch};
 * everything else as said.
 */
@ConsumerType
public interface ReadAhead {
    /**
     * Fetches a stretch that is wanted, if nobody is at it. May wait for the medium, for nothing else. Returns false also when
     * the device is closed, which may happen while it is at work: then it frees what it has.
     *
     * @return whether a stretch is fetched now and waits to be polled
     */
    boolean fetch();

    /** Whether a stretch waits to be polled. Any thread. */
    boolean ready();

    /** Whether there is a stretch to be fetched and nobody is at it. Any thread. */
    boolean wanted();

    /** Whether the last poll came to the end of a stretch: a good place for another thread to go on. The polling thread. */
    boolean boundary();

    /**
     * Gives up the memory of the stretch that was polled to its end, so that the stretch after the next one can be fetched into
     * it, already before the next is polled. The packets of the last poll are gone. The polling thread.
     *
     * @return whether it was given up; false where there is no {@link #boundary}, and where nobody has fetched the next stretch
     *     or is at it
     */
    boolean vacate();
}
