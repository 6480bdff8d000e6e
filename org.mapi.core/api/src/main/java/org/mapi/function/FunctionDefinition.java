package org.mapi.function;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.mapi.capture.DeviceType;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Defines a function: component property annotation on the class that implements {@link Function}. Each member becomes a service
 * property with the prefix {@code mapi.} ({@code mapi.function=GAP}), so that the definition is visible to service filters and
 * in the console. Functions registered without Declarative Services set the same properties.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Capability(namespace = "org.mapi.function", name = "${#function}", attribute = "library=${#library}")
public @interface FunctionDefinition {
    /** Prefix of the service properties. */
    String PREFIX_ = "mapi.";

    /** Library name, as in {@code lib:NAME}: lower-case letters, digits, '-' and '_'. */
    String library();

    /** Function name: capital letters, digits and '_'. */
    String function();

    /** One sentence for people. */
    String description();

    /**
     * The arguments in order, each {@code name:letter:description} or {@code name:letter=default:description}. Letters:
     * {@code s} text, {@code i} int, {@code c} character, {@code l} long, {@code r} flow, {@code f} function, {@code w} file to
     * write, {@code S} list of functions. Arguments with a default stand last.
     */
    String[] arguments() default {};

    /** The device type it runs on, with all more specific ones, see {@link DeviceType}. */
    String deviceType() default DeviceType.ALL;

    /** How results reach readers. A function without a result says NONE here and Void for {@link #result}. */
    ResultMethod resultMethod() default ResultMethod.SHM;

    /**
     * Type of the result: Long, or a record with a layout (see {@link org.mapi.result.ResultLayout}); Void for none. With result
     * method FUNCT the type that the reader of {@link FunctionInstance#openReader} returns; it needs no layout.
     */
    Class<?> result() default Long.class;

    /** Whether a Long result is a counter: values of several queues and sensors are added. */
    boolean counter() default false;

    /** Whether it changes packets (its flow then works on a copy). */
    boolean modifies() default false;

    /** Whether it may stop packets ({@code process} may return false). */
    boolean filters() default false;

    /** How instances are shared between flows. */
    Optimize optimize() default Optimize.NONE;

    /** Whether it remembers earlier packets; matters only where instances are shared ({@link #optimize}). */
    State state() default State.NONE;

    /** What happens on a device with several receive queues. PER_QUEUE needs a result whose components all have a merge rule. */
    Queueing queueing() default Queueing.SERIAL;

    /**
     * What the result means, with units: a few words for docs/functions.md, such as "nanoseconds; 0 at the first packet". Empty
     * for a function without a result. Documentation only, as the members that follow: they are service properties as well, but
     * no part of {@link Definition}.
     */
    String resultMeaning() default "";

    /**
     * Examples for docs/functions.md, each what {@code mapi monitor} takes: functions separated by blanks, such as
     * {@code "gap=GAP STATS(gap, \"1\")"}. They are run on the shipped trace by a test, so they work as they stand: relative file
     * names, no network, nothing that waits.
     */
    String[] examples() default {};

    /** Where it differs from the original's function of that name, for docs/functions.md: a sentence each. */
    String[] differences() default {};
}
