package org.mapi.stdflib.extra;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The key of ANONYMIZEIP where flows do not give one. */
@ObjectClassDefinition(name = "MAPI ANONYMIZEIP", description = "Prefix-preserving pseudonyms of IP addresses. A change counts "
    + "for flows applied from then on.")
@interface AnonymizeIpConfiguration {
    /** The key. */
    @AttributeDefinition(name = "Key", type = AttributeType.PASSWORD, required = false, description = "file:PATH, env:NAME, hex: "
        + "and 64 digits or a text of at least 32 bytes; empty: each use makes a key by chance, so that pseudonyms of two "
        + "flows have nothing in common")
    String key() default "";
}
