/**
 * The engine: flows on devices, compiled to plans, run by agents. {@link org.mapi.core.engine.Engine} is the whole of it for
 * whoever embeds it: the appliance, the command line, tests and benchmarks.
 */
package org.mapi.core.engine;
