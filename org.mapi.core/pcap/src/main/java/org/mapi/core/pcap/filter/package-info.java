/**
 * Capture filters: libpcap compiles an expression to a BPF program, the program is verified and runs in Java on the packet's
 * memory, without a native call, as a generated class or in an interpreter.
 *
 * <pre>
 *   expression --libpcap--&gt; FilterProgram --FilterClassWriter--&gt; hidden class (a FilterBody) --&gt; ProgramFilter
 *                                         \-- too long ---------&gt; InterpretedBody ---------------/
 * </pre>
 */
package org.mapi.core.pcap.filter;
