package org.mapi.mos;

import java.util.List;

/**
 * What a source is and what it has done so far.
 *
 * @param name       its name
 * @param devices    its devices: none for a follower, one, or two if it is inline
 * @param options    how it follows flows
 * @param ended      whether it is at its end
 * @param failure    why it ended early, or what keeps packets from being followed now; empty if nothing does
 * @param statistics what all workers did together
 */
public record SourceInformation(String name, List<String> devices, SourceOptions options, boolean ended, String failure,
        SourceStatistics statistics) {
}
