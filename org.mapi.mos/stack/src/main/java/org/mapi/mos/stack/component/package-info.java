/**
 * The stack as OSGi components: the only package of this bundle that knows OSGi.
 *
 * <p>{@link org.mapi.mos.stack.component.MosComponent} owns the stack and opens sources; {@link
 * org.mapi.mos.stack.component.MosService} is the service {@link org.mapi.mos.Mos}, one object per bundle. {@link
 * org.mapi.mos.stack.component.MonitorWhiteboard} attaches applications and defines events that are services; {@link
 * org.mapi.mos.stack.component.ConfiguredSources} keeps the sources that configuration declares.
 *
 * <h2>Which thread runs what</h2>
 * <ul>
 * <li>A watched device ({@link org.mapi.mos.Mos#observe}): its agent's thread, one for all queues, calls the function FOLLOW of
 * the source's flow, and that the applications; with several workers it hands copies to their threads.
 * <li>An inline source: threads of the stack, {@code mos-<source>-<n>}, poll both devices, call the applications and send.
 * <li>A follower: whoever calls {@link org.mapi.mos.PacketFollower#process}.
 * <li>{@code mos-whiteboard}: services come and go; it calls {@code attach} and {@code detach} of applications, between two
 * packets of the worker concerned. {@code mos-sources}: sources that configuration declares.
 * <li>A thread that stops a bundle waits until the whiteboard has let go of that bundle's services, three seconds at most.
 * </ul>
 * <p>Threads that carry packets call neither the framework nor any service but the applications themselves; no lock is held
 * while a service is called.
 */
package org.mapi.mos.stack.component;
