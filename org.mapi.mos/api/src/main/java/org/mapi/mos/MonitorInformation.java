package org.mapi.mos;

import java.util.List;

/**
 * An application as the stack sees it.
 *
 * @param name        its name
 * @param bundle      symbolic name and version of the bundle it came from, empty outside of OSGi
 * @param options     what it asked for
 * @param sources     the sources it is attached to
 * @param flows       flows it follows now
 * @param callbacks   callbacks called so far
 * @param faults      exceptions it threw
 * @param quarantine  why it is not called, empty if it is: it threw again and again, its properties are wrong, it waits for an
 *                    event or for its next version, or it stands back behind a better one
 */
public record MonitorInformation(String name, String bundle, MonitorOptions options, List<String> sources, long flows,
        long callbacks, long faults, String quarantine) {
}
