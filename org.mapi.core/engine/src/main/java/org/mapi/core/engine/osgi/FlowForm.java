package org.mapi.core.engine.osgi;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** A flow declared by configuration. */
@ObjectClassDefinition(name = "MAPI flow", description = "A flow that is made as soon as its device and functions are there, and "
    + "again after each start. Wins over a [flow] section of mapi.conf of the same name.")
@interface FlowForm {
    /** The name. */
    @AttributeDefinition(name = "Name", description = "Unique among the declared flows")
    String name();

    /** The device. */
    @AttributeDefinition(name = "Device", description = "Name or alias of a device, or driver:address")
    String device();

    /** The functions. */
    @AttributeDefinition(name = "Functions", description = "In order, as on the command line: BPF_FILTER(\"tcp\"), gap=GAP, "
        + "STATS(gap, \"1\")")
    String[] functions();

    /** Name of an entry in the console. */
    @AttributeDefinition(name = "Name hint", required = false, description = "How the console names this entry")
    String webconsole_configurationFactory_nameHint() default "{name} on {device}";
}
