package org.mapi.core.engine.osgi;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Which function libraries there are and in which order they are searched. What is empty is taken from mapi.conf. */
@ObjectClassDefinition(name = "MAPI libraries",
    description = "Order of function libraries and folders they are loaded from. What is empty is taken from mapi.conf.")
@interface LibrariesConfiguration {
    /** The search order. */
    @AttributeDefinition(name = "Order of libraries", required = false, description = "Names of libraries or bundles, the one "
        + "searched first on top; those not named follow by ranking, so that a new library never hides a listed one")
    String[] libs() default {};

    /** Folders of libraries. */
    @AttributeDefinition(name = "Library folders", required = false,
        description = "Folders watched for bundles besides the load folder; only their owner may be able to write to them")
    String[] libpath() default {};

    /** Folders of drivers. */
    @AttributeDefinition(name = "Driver folders", required = false, description = "As the library folders, for drivers")
    String[] drvpath() default {};
}
