package org.mapi.core.engine.osgi;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The console's form of a configured device. Any further property of the configuration is an option of the driver, too. Not used
 * to read the configuration: what is not set must stay unset, so that mapi.conf can set it.
 */
@ObjectClassDefinition(name = "MAPI device", description = "A capture device that users name. What is set here wins over a "
    + "[driver] section of mapi.conf for the same device, key by key.")
@interface DeviceForm {
    /** The name. */
    @AttributeDefinition(name = "Name", description = "What users write; for live devices usually the interface")
    String device();

    /** The driver. */
    @AttributeDefinition(name = "Driver", description = "Its driver: pcap for live interfaces, trace for files that are played")
    String driver() default "pcap";

    /** What the driver opens. */
    @AttributeDefinition(name = "Address", required = false, description = "What the driver opens: a file, an interface, a "
        + "socket; empty: the name")
    String address();

    /** Another name. */
    @AttributeDefinition(name = "Alias", required = false, description = "Another name of the device")
    String alias();

    /** For people. */
    @AttributeDefinition(name = "Description", required = false, description = "For people")
    String description();

    /** Speed of the link. */
    @AttributeDefinition(name = "Link speed (Mbit/s)", required = false, description = "Where the driver cannot tell; empty or "
        + "0: unknown")
    String link__speed();

    /** Options of the driver. */
    @AttributeDefinition(name = "Driver options", required = false, description = "One option=value each, as the driver's "
        + "documentation says: snaplen=1514, loop=true")
    String[] options();

    /** Name of an entry in the console. */
    @AttributeDefinition(name = "Name hint", required = false, description = "How the console names this entry")
    String webconsole_configurationFactory_nameHint() default "{device} ({driver})";
}
