package org.mapi.run.launcher.monitor;

/**
 * What is wrong with a function of a declared flow, or could not be told.
 *
 * @param certain whether the appliance would refuse it, too; else what is there only in the appliance may make it right
 * @param message flow, function, argument and what was expected
 */
public record FlowObjection(boolean certain, String message) { }
