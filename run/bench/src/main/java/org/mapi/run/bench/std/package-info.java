/** Benchmarks of the standard library: searching for text beside grep, and what each function of every library costs. */
package org.mapi.run.bench.std;
