/** Benchmarks of the stack that follows connections, beside {@code softflowd} and a loop that only looks flows up. */
package org.mapi.run.bench.mos;
