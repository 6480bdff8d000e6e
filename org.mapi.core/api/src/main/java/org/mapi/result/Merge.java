package org.mapi.result;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The merge rule of a component of a result record; without it the rule is {@link MergeRule#NONE}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Merge {
    /** The rule. */
    MergeRule value();
}
