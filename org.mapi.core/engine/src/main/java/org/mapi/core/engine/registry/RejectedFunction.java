package org.mapi.core.engine.registry;

/**
 * A function service that cannot be used.
 *
 * @param library   library name as declared, possibly empty or wrong
 * @param function  function name as declared, possibly empty or wrong
 * @param bundle    symbolic name of its bundle, or empty
 * @param version   the bundle's version, or empty
 * @param serviceId number of the service
 * @param reason    why, a sentence
 */
public record RejectedFunction(String library, String function, String bundle, String version, long serviceId, String reason) { }
