package org.mapi.core.engine.osgi;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Options of the engine. A change starts the engine anew: all flows end, declared ones are made again. */
@ObjectClassDefinition(name = "MAPI engine",
    description = "How the engine works. A change starts it anew: all flows end; declared flows are made again.")
@interface EngineConfiguration {
    /** Default of {@link #close_timeout_ms}. */
    long CLOSE_TIMEOUT_MS = 2_000;
    /** Default of {@link #replacement_grace_ms}. */
    long REPLACEMENT_GRACE_MS = 1_000;
    /** Default of {@link #capture_default}. */
    String CAPTURE_DEFAULT = "pcap";

    /** Where result memory lies. */
    @AttributeDefinition(name = "Result directory", required = false, description = "Directory of the result memory; empty: a "
        + "directory of the user in /dev/shm, because results are rewritten all the time and must not wear a disk")
    String result_directory() default "";

    /** How long a close waits. */
    @AttributeDefinition(name = "Close timeout (ms)", min = "100", max = "60000", description = "How long closing a flow, or a "
        + "library that is stopped, waits for the device's thread; long for any sane function, short for a person who waits")
    long close_timeout_ms() default CLOSE_TIMEOUT_MS;

    /** How long a device waits for a library that is being replaced. */
    @AttributeDefinition(name = "Replacement grace (ms)", min = "0", max = "60000", description = "How long a device that can "
        + "pause waits for a library that is being replaced; a jar replaced in the load folder takes about half a second")
    long replacement_grace_ms() default REPLACEMENT_GRACE_MS;

    /** Whether packets may be changed. */
    @AttributeDefinition(name = "Allow packet-modifying functions", description = "Whether functions that change packets may "
        + "be applied; each flow that uses one works on copies, which costs time")
    boolean modify_allowed() default true;

    /** Where relative names of files to write lie. */
    @AttributeDefinition(name = "Output directory", required = false, description = "Where files with relative names are "
        + "written (TO_FILE); empty: the folder output in the run directory")
    String output_directory() default "";

    /** Driver of bare device names. */
    @AttributeDefinition(name = "Default driver", description = "Driver of device names that are neither configured nor name a "
        + "driver, so that eth0 means pcap:eth0")
    String capture_default() default CAPTURE_DEFAULT;
}
