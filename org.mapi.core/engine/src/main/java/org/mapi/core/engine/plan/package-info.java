/**
 * The plan compiler: which function instances a device runs, in which order, and which flows share them. Pure functions over
 * immutable data; no threads, no packets, no services.
 */
package org.mapi.core.engine.plan;
