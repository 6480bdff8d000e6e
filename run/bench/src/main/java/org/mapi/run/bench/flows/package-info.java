/** Benchmarks of the room that follows flows, and of the functions that report them. */
package org.mapi.run.bench.flows;
