/**
 * Changes of what runs: connect, close, reset, replacement of libraries and drivers. One control thread owns them; agents are
 * asked by commands, foreign code runs in the workshop, clients wait for futures with a limit.
 */
package org.mapi.core.engine.control;
