package org.mapi;

import java.util.List;

/**
 * What is known of a flow that configuration declares.
 *
 * @param name      its name
 * @param origin    where it is declared: a configuration's PID or the file
 * @param device    the device's name
 * @param functions its functions as they are written
 * @param flow      number of the flow, 0 while it waits
 * @param detail    what it waits for, empty while there is a flow
 */
public record DeclaredFlowInformation(String name, String origin, String device, List<String> functions, int flow,
                                      String detail) {
    /** Copies the functions. */
    public DeclaredFlowInformation {
        functions = List.copyOf(functions);
    }

    /** Whether it was made: the flow measures, or has measured until its source ended. */
    public boolean made() {
        return flow > 0;
    }
}
