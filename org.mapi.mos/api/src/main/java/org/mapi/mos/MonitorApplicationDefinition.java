package org.mapi.mos;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Component property annotation of a {@link MonitorApplication}, or of a {@link FlowCallback} as a service: each member becomes a
 * service property with the prefix {@code mos.} ({@code mos.filter=tcp port 80}). Services that are registered without
 * Declarative Services set the same properties; an absent one has the default that stands here.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface MonitorApplicationDefinition {
    /** Prefix of the service properties. */
    String PREFIX_ = "mos.";

    /** The application's name for people; what replaces it in an upgrade has the same. */
    String name();

    /** Whether it follows flows (STREAM) or looks at single frames (PACKET). */
    MonitorKind kind() default MonitorKind.STREAM;

    /**
     * Capture filter, in the language of tcpdump; empty matches everything. For streams it is evaluated on the first packet of
     * a flow (the SYN, unless picked up later), for packets on every frame.
     */
    String filter() default "";

    /** Capture filter for packets that raise {@link BuiltInEvent#ORPHAN}; empty: the same as {@link #filter}. */
    String orphans() default "";

    /** Names of the sources it attaches to; empty: all. */
    String[] sources() default {};

    /** Of which sides it reads the received bytes. */
    Buffering buffers() default Buffering.NONE;

    /** Size of a side's receive buffer in bytes, 1024 or more; it may be changed per flow. */
    int bufferSize() default 65_536;

    /** Whether it is attached to flows that exist already; they are marked {@link FlowContext#isMidStream()}. */
    boolean existing() default false;

    /**
     * Of a service of {@link FlowCallback} only, and needed there: names of the events that it is told of, built-in ones or those
     * of an {@link EventDefinition}; it waits for one that is not there.
     */
    String[] events() default {};

    /**
     * Of a service of {@link FlowCallback} only: the hooks at which it is told; none: all at which the event is raised.
     */
    Hook[] hook() default {};

    /** What becomes of its packets on an inline source while its next version is waited for. */
    WhileAway whileAway() default WhileAway.PASS;
}
