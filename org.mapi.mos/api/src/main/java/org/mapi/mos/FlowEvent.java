package org.mapi.mos;

/** Something that happens to a flow: built into the stack or defined by a user on top of another event. */
public sealed interface FlowEvent permits BuiltInEvent, UserEvent {
    /** The event's number: a bit of the original's for built-in events, 0x1000 and up for user-defined ones. */
    long number();

    /** The event's name for people, such as {@code REXMIT}. */
    String label();

    /** The built-in event this one rests on in the end: itself if it is built in. */
    BuiltInEvent root();
}
