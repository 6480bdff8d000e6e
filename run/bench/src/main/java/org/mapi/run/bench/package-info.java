/**
 * Benchmarks. Two kinds: JMH classes ({@code ...Benchmark}), and programs that run a job and its peer by turns so that both see
 * the same noise ({@link org.mapi.run.bench.SteadyState}, {@link org.mapi.run.bench.WholeCommand},
 * {@link org.mapi.run.bench.PlanChange}, {@link org.mapi.run.bench.ForeignRead}). They print medians and ratios; what follows
 * from them is written down in {@code docs/performance.md}.
 */
package org.mapi.run.bench;
