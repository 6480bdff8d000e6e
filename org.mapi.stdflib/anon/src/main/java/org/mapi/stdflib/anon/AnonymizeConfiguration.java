package org.mapi.stdflib.anon;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The key of ANONYMIZE where flows do not give one. */
@ObjectClassDefinition(name = "MAPI ANONYMIZE", description = "Anonymising packets field by field. A change counts for flows "
    + "applied from then on.")
@interface AnonymizeConfiguration {
    /** The key. */
    @AttributeDefinition(name = "Key", type = AttributeType.PASSWORD, required = false, description = "Of PREFIX_PRESERVING and "
        + "of keyed hashes: file:PATH, env:NAME, hex: and 64 digits or a text of at least 32 bytes; empty: each use makes a key "
        + "by chance, so that values of two flows have nothing in common")
    String key() default "";
}
