package org.mapi.core.engine.osgi;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Where mapi.conf is and how often it is looked at. */
@ObjectClassDefinition(name = "MAPI configuration file", description = "The file mapi.conf: a second face of the configuration. "
    + "What is set in this console wins, key by key.")
@interface ConfigurationFileOptions {
    /** Default of {@link #poll_ms}. */
    long POLL_MS = 1_000;

    /** The file. */
    @AttributeDefinition(name = "File", required = false,
        description = "Path of the file; empty: mapi.conf in the folder of the appliance's configuration, where there is one")
    String file() default "";

    /** How often it is looked at. */
    @AttributeDefinition(name = "Poll interval (ms)", min = "100", max = "3600000", description = "How often the file is looked "
        + "at; a change counts when the file has been the same for one interval, so that half-written files are not read")
    long poll_ms() default POLL_MS;
}
