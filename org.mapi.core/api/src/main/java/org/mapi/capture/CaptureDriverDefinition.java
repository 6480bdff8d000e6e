package org.mapi.capture;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Component property annotation of a capture driver: gives its service the properties {@code mapi.driver} and
 * {@code mapi.description}. Drivers that are registered without Declarative Services set the same two properties.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface CaptureDriverDefinition {
    /** Prefix of the service properties. */
    String PREFIX_ = "mapi.";

    /** The driver's name as it stands before the colon of a device name: lower-case letters, digits and '-'. */
    String driver();

    /** One sentence for people. */
    String description() default "";
}
