package org.mapi.result;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How many elements an array component of a result record has room for, or how many UTF-8 bytes a text component. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Bound {
    /**
     * Number of elements or bytes in the default layout, 1 or more. An instance may publish with another bound, see
     * {@link ResultSchema#withBound}.
     */
    int value();

    /** Name of an int component that tells how many elements are in use; empty: always all. */
    String length() default "";
}
